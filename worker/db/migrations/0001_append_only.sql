-- Nothing in these tables is ever changed or removed: corrections are new rows.
CREATE TRIGGER `usage_event_no_update` BEFORE UPDATE ON `usage_event` BEGIN SELECT RAISE(ABORT, 'usage_event is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `usage_event_no_delete` BEFORE DELETE ON `usage_event` BEGIN SELECT RAISE(ABORT, 'usage_event is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `journal_no_update` BEFORE UPDATE ON `journal` BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `journal_no_delete` BEFORE DELETE ON `journal` BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `journal_entry_no_update` BEFORE UPDATE ON `journal_entry` BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `journal_entry_no_delete` BEFORE DELETE ON `journal_entry` BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `seal_no_update` BEFORE UPDATE ON `seal` BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `seal_no_delete` BEFORE DELETE ON `seal` BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_log_no_update` BEFORE UPDATE ON `audit_log` BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_log_no_delete` BEFORE DELETE ON `audit_log` BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `service_terms_no_update` BEFORE UPDATE ON `service_terms` BEGIN SELECT RAISE(ABORT, 'service_terms is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `service_terms_no_delete` BEFORE DELETE ON `service_terms` BEGIN SELECT RAISE(ABORT, 'service_terms is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `cost_rate_no_update` BEFORE UPDATE ON `cost_rate` BEGIN SELECT RAISE(ABORT, 'cost_rate is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `cost_rate_no_delete` BEFORE DELETE ON `cost_rate` BEGIN SELECT RAISE(ABORT, 'cost_rate is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `fx_rate_no_update` BEFORE UPDATE ON `fx_rate` BEGIN SELECT RAISE(ABORT, 'fx_rate is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `fx_rate_no_delete` BEFORE DELETE ON `fx_rate` BEGIN SELECT RAISE(ABORT, 'fx_rate is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `billing_mode_no_update` BEFORE UPDATE ON `billing_mode` BEGIN SELECT RAISE(ABORT, 'billing_mode is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `billing_mode_no_delete` BEFORE DELETE ON `billing_mode` BEGIN SELECT RAISE(ABORT, 'billing_mode is append-only'); END;
--> statement-breakpoint
INSERT INTO `ledger_head` (`id`, `journal`, `before_seq`, `sealed_journal`, `sealed_seq`, `sealed_at`) VALUES (1, 0, 0, 0, 0, NULL);
