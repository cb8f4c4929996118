CREATE TABLE `backfill` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`source` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	`reverted_seq` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `backfill_posting` (
	`agency_id` text NOT NULL,
	`backfill_id` text NOT NULL,
	`journal` integer NOT NULL,
	`first_seq` integer NOT NULL,
	`last_seq` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `backfill_id`, `journal`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `funds_policy` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`policy` text NOT NULL,
	`overdraft` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `job_mark` (
	`job` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `period_close` (
	`agency_id` text NOT NULL,
	`month` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`closed_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `month`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `provider_transaction` (
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`id` text NOT NULL,
	`agency_id` text,
	`charge_id` text,
	`kind` text NOT NULL,
	`amount` integer NOT NULL,
	`fee` integer NOT NULL,
	`currency` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`provider`, `account`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `provider_transaction_by_agency` ON `provider_transaction` (`agency_id`,`at`);--> statement-breakpoint
CREATE TABLE `reconcile_exception` (
	`agency_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`day` integer NOT NULL,
	`service` text,
	`client_id` text,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`found_at` integer NOT NULL,
	`resolved_at` integer,
	PRIMARY KEY(`agency_id`, `kind`, `subject`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `reconcile_exception_by_day` ON `reconcile_exception` (`agency_id`,`day`);--> statement-breakpoint
CREATE TABLE `repeat_finding` (
	`agency_id` text NOT NULL,
	`source` text NOT NULL,
	`id` text NOT NULL,
	`days` text NOT NULL,
	`same_body` integer NOT NULL,
	`found_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `source`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `spend_alert` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`service` text NOT NULL,
	`month` integer NOT NULL,
	`level` text NOT NULL,
	`cap` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`, `service`, `month`, `level`, `cap`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `spend_cap` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`service` text NOT NULL,
	`soft` integer,
	`hard` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`, `service`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `wallet_transaction` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`system` text NOT NULL,
	`account` text,
	`message_id` text,
	`charge_type` text,
	`settled_at` integer NOT NULL,
	`day` integer NOT NULL,
	`cost` integer NOT NULL,
	`currency` text NOT NULL,
	`raw` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`event_day` integer,
	`event_id` text,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `wallet_transaction_by_event` ON `wallet_transaction` (`agency_id`,`event_day`,`event_id`);--> statement-breakpoint
CREATE INDEX `wallet_transaction_by_day` ON `wallet_transaction` (`agency_id`,`day`);--> statement-breakpoint
CREATE INDEX `wallet_transaction_waiting` ON `wallet_transaction` (`agency_id`,`settled_at`) WHERE state = 'waiting';--> statement-breakpoint
CREATE TRIGGER `period_close_no_update` BEFORE UPDATE ON `period_close` BEGIN SELECT RAISE(ABORT, 'period_close is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `period_close_no_delete` BEFORE DELETE ON `period_close` BEGIN SELECT RAISE(ABORT, 'period_close is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `backfill_posting_no_update` BEFORE UPDATE ON `backfill_posting` BEGIN SELECT RAISE(ABORT, 'backfill_posting is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `backfill_posting_no_delete` BEFORE DELETE ON `backfill_posting` BEGIN SELECT RAISE(ABORT, 'backfill_posting is append-only'); END;
