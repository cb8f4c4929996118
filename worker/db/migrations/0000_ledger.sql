CREATE TABLE `pairing_code` (
	`hash` blob PRIMARY KEY NOT NULL,
	`agency_id` text NOT NULL,
	`role` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `session` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`role` text NOT NULL,
	`device` text NOT NULL,
	`refresh_hash` blob NOT NULL,
	`generation` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`end_reason` text,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `source_key` (
	`hash` blob PRIMARY KEY NOT NULL,
	`agency_id` text NOT NULL,
	`source` text NOT NULL,
	`label` text NOT NULL,
	`repeat_window_days` integer NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `source_key_by_agency` ON `source_key` (`agency_id`,`source`);--> statement-breakpoint
CREATE TABLE `agency` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`plan` text NOT NULL,
	`currency` text NOT NULL,
	`time_zone` text NOT NULL,
	`fee_rule_id` text NOT NULL,
	`multiplier_cap_ppm` integer,
	`price_version` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `billing_mode` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`valid_from` integer NOT NULL,
	`mode` text NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`, `valid_from`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `client` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`currency` text NOT NULL,
	`billing_mode` text NOT NULL,
	`has_account_admin` integer,
	`phone_system` text,
	`payment_state` text NOT NULL,
	`suspended` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `directory` (
	`system` text NOT NULL,
	`external_id` text NOT NULL,
	`agency_id` text NOT NULL,
	`client_id` text,
	PRIMARY KEY(`system`, `external_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `directory_by_agency` ON `directory` (`agency_id`,`client_id`);--> statement-breakpoint
CREATE TABLE `charge` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`client_id` text NOT NULL,
	`purpose` text NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`state` text NOT NULL,
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`customer_id` text NOT NULL,
	`method_id` text,
	`provider_ref` text,
	`idempotency_key` text NOT NULL,
	`fee` integer,
	`fee_is_estimate` integer NOT NULL,
	`failure_code` text,
	`failure_text` text,
	`sends` integer NOT NULL,
	`next_try_at` integer,
	`created_at` integer NOT NULL,
	`first_sent_at` integer,
	`settled_at` integer,
	`journal` integer,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `charge_idempotency` ON `charge` (`idempotency_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `charge_one_reload` ON `charge` (`agency_id`,`client_id`) WHERE purpose = 'reload' AND state IN ('prepared', 'sent', 'processing', 'actionRequired');--> statement-breakpoint
CREATE INDEX `charge_due` ON `charge` (`next_try_at`) WHERE next_try_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charge_by_client` ON `charge` (`agency_id`,`client_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `payment_customer` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`customer_id` text NOT NULL,
	`method_id` text,
	`method_kind` text,
	`method_label` text,
	`fingerprint` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`, `provider`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_customer_by_id` ON `payment_customer` (`provider`,`account`,`customer_id`);--> statement-breakpoint
CREATE TABLE `payment_inbox` (
	`provider` text NOT NULL,
	`event_id` text NOT NULL,
	`account` text NOT NULL,
	`type` text NOT NULL,
	`object_id` text NOT NULL,
	`state` text NOT NULL,
	`received_at` integer NOT NULL,
	`done_at` integer,
	`tries` integer NOT NULL,
	`error` text,
	PRIMARY KEY(`provider`, `event_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `payment_inbox_open` ON `payment_inbox` (`received_at`) WHERE state = 'received';--> statement-breakpoint
CREATE TABLE `reload_pause` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`until` integer,
	`reason` text NOT NULL,
	`tries` integer NOT NULL,
	`first_try_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `reload_settings` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`enabled` integer NOT NULL,
	`threshold` integer NOT NULL,
	`amount` integer NOT NULL,
	`charge_cap` integer,
	`month_cap` integer,
	PRIMARY KEY(`agency_id`, `client_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `account_balance` (
	`agency_id` text NOT NULL,
	`account` text NOT NULL,
	`currency` text NOT NULL,
	`balance` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `account`, `currency`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `client_balance` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`account` text NOT NULL,
	`currency` text NOT NULL,
	`balance` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`, `account`, `currency`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `day_sum` (
	`agency_id` text NOT NULL,
	`day` integer NOT NULL,
	`client_id` text NOT NULL,
	`service` text NOT NULL,
	`billed_by` text NOT NULL,
	`currency` text NOT NULL,
	`cost_currency` text NOT NULL,
	`quantity` text NOT NULL,
	`cost` integer NOT NULL,
	`price` integer NOT NULL,
	`events` integer NOT NULL,
	`estimated` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `day`, `client_id`, `service`, `billed_by`, `currency`, `cost_currency`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `guard` (
	`ok` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `journal` (
	`number` integer PRIMARY KEY NOT NULL,
	`agency_id` text NOT NULL,
	`kind` text NOT NULL,
	`posted_at` integer NOT NULL,
	`first_seq` integer,
	`last_seq` integer,
	`lines` integer NOT NULL,
	`reference` text,
	`client_id` text
) STRICT;
--> statement-breakpoint
CREATE TABLE `journal_entry` (
	`agency_id` text NOT NULL,
	`journal` integer NOT NULL,
	`account` text NOT NULL,
	`currency` text NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `journal`, `account`, `currency`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `ledger_head` (
	`id` integer PRIMARY KEY NOT NULL,
	`journal` integer NOT NULL,
	`before_seq` integer NOT NULL,
	`sealed_journal` integer NOT NULL,
	`sealed_seq` integer NOT NULL,
	`sealed_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `month_sum` (
	`agency_id` text NOT NULL,
	`month` integer NOT NULL,
	`client_id` text NOT NULL,
	`currency` text NOT NULL,
	`cost_currency` text NOT NULL,
	`cost` integer NOT NULL,
	`price` integer NOT NULL,
	`events` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `month`, `client_id`, `currency`, `cost_currency`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `seal` (
	`agency_id` text NOT NULL,
	`journal` integer NOT NULL,
	`hash` blob NOT NULL,
	`sealed_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `journal`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `usage_event` (
	`seq` integer PRIMARY KEY NOT NULL,
	`agency_id` text NOT NULL,
	`day` integer NOT NULL,
	`source` text NOT NULL,
	`id` text NOT NULL,
	`client_id` text NOT NULL,
	`service` text NOT NULL,
	`kind` text NOT NULL,
	`quantity` text NOT NULL,
	`cost` integer NOT NULL,
	`cost_currency` text NOT NULL,
	`price` integer NOT NULL,
	`currency` text NOT NULL,
	`billed_by` text NOT NULL,
	`billing_mode` text NOT NULL,
	`cost_rate_id` text,
	`terms_number` integer,
	`fx_rate_id` text,
	`estimated` integer NOT NULL,
	`occurred_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`body_hash` blob NOT NULL,
	`corrects` text,
	`attributes` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `usage_event_identity` ON `usage_event` (`agency_id`,`day`,`source`,`id`);--> statement-breakpoint
CREATE INDEX `usage_event_by_client` ON `usage_event` (`agency_id`,`day`,`client_id`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`client_id` text,
	`subject` text NOT NULL,
	`before` text,
	`after` text,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `audit_log_by_client` ON `audit_log` (`agency_id`,`client_id`,`id`);--> statement-breakpoint
CREATE TABLE `dead_letter` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	`replayed_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`agency_id` text NOT NULL,
	`key` text NOT NULL,
	`request` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `key`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `outcome_count` (
	`agency_id` text NOT NULL,
	`day` integer NOT NULL,
	`outcome` text NOT NULL,
	`events` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `day`, `outcome`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `cost_rate` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`service` text NOT NULL,
	`unit_cost` text NOT NULL,
	`currency` text NOT NULL,
	`valid_from` integer NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `fx_rate` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`base` text NOT NULL,
	`quote` text NOT NULL,
	`rate` text NOT NULL,
	`valid_from` integer NOT NULL,
	`source` text NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rating_counter` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`service` text NOT NULL,
	`period_start` integer NOT NULL,
	`quantity` text NOT NULL,
	`price` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`, `service`, `period_start`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `service_terms` (
	`number` integer PRIMARY KEY NOT NULL,
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`service` text NOT NULL,
	`valid_from` integer NOT NULL,
	`billed_by` text NOT NULL,
	`rule` text,
	`currency` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `service_terms_by_client` ON `service_terms` (`agency_id`,`client_id`,`service`);