CREATE TABLE `give_back` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`charge_id` text NOT NULL,
	`client_id` text NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`reason` text NOT NULL,
	`with_refund` integer NOT NULL,
	`state` text NOT NULL,
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`provider_ref` text,
	`idempotency_key` text NOT NULL,
	`failure` text,
	`sends` integer NOT NULL,
	`next_try_at` integer,
	`created_at` integer NOT NULL,
	`first_sent_at` integer,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `give_back_idempotency` ON `give_back` (`idempotency_key`);--> statement-breakpoint
CREATE INDEX `give_back_by_charge` ON `give_back` (`agency_id`,`charge_id`);--> statement-breakpoint
CREATE INDEX `give_back_due` ON `give_back` (`next_try_at`) WHERE next_try_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `hold_back` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`share_ppm` integer NOT NULL,
	`days` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `invoice` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`client_id` text NOT NULL,
	`period_start` integer NOT NULL,
	`period_end` integer NOT NULL,
	`cut_off` text NOT NULL,
	`through_seq` integer NOT NULL,
	`state` text NOT NULL,
	`currency` text NOT NULL,
	`total` integer NOT NULL,
	`collection` text NOT NULL,
	`days_until_due` integer NOT NULL,
	`provider_ref` text,
	`number` text,
	`url` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `invoice_by_period` ON `invoice` (`agency_id`,`client_id`,`period_start`);--> statement-breakpoint
CREATE TABLE `invoice_line` (
	`agency_id` text NOT NULL,
	`invoice_id` text NOT NULL,
	`position` integer NOT NULL,
	`service` text NOT NULL,
	`label` text NOT NULL,
	`quantity` text,
	`exact` integer NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `invoice_id`, `position`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `invoice_settings` (
	`agency_id` text PRIMARY KEY NOT NULL,
	`cut_off` text NOT NULL,
	`collection` text NOT NULL,
	`days_until_due` integer NOT NULL,
	`language` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `payment_account` (
	`agency_id` text NOT NULL,
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`state` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `provider`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_account_by_id` ON `payment_account` (`provider`,`account`);--> statement-breakpoint
ALTER TABLE `reload_settings` ADD `target` integer;