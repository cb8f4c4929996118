CREATE TABLE `credit_entry` (
	`number` integer PRIMARY KEY NOT NULL,
	`agency_id` text NOT NULL,
	`pool_id` text NOT NULL,
	`lot_id` text NOT NULL,
	`kind` text NOT NULL,
	`use_id` text,
	`client_id` text,
	`amount` integer NOT NULL,
	`cost` integer NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `credit_entry_by_use` ON `credit_entry` (`agency_id`,`pool_id`,`use_id`);--> statement-breakpoint
CREATE TABLE `credit_lot` (
	`agency_id` text NOT NULL,
	`pool_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`priority` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`granted` integer NOT NULL,
	`used` integer NOT NULL,
	`expired` integer NOT NULL,
	`cost` integer NOT NULL,
	`cost_used` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `pool_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `credit_pool` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`service` text NOT NULL,
	`currency` text NOT NULL,
	`remind_below` integer,
	`auto_buy` integer,
	`tiers` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;

--> statement-breakpoint
CREATE TRIGGER `credit_entry_no_update` BEFORE UPDATE ON `credit_entry` BEGIN SELECT RAISE(ABORT, 'credit_entry is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `credit_entry_no_delete` BEFORE DELETE ON `credit_entry` BEGIN SELECT RAISE(ABORT, 'credit_entry is append-only'); END;
