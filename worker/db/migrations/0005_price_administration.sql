CREATE TABLE `bulk_change` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`service` text NOT NULL,
	`wish` text NOT NULL,
	`key` text,
	`request` text,
	`undoes` text,
	`actor` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `bulk_change_by_key` ON `bulk_change` (`agency_id`,`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `bulk_change_by_undone` ON `bulk_change` (`agency_id`,`undoes`);--> statement-breakpoint
CREATE TABLE `bulk_change_item` (
	`agency_id` text NOT NULL,
	`bulk_id` text NOT NULL,
	`client_id` text NOT NULL,
	`result` text NOT NULL,
	`detail` text,
	`change_id` text,
	`before` text,
	`after` text,
	PRIMARY KEY(`agency_id`, `bulk_id`, `client_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `price_floor` (
	`agency_id` text NOT NULL,
	`service` text NOT NULL,
	`multiplier_ppm` integer,
	`unit_price` text,
	`currency` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `service`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `service_terms` ADD `change_id` text;--> statement-breakpoint
CREATE TRIGGER `bulk_change_no_update` BEFORE UPDATE ON `bulk_change` BEGIN SELECT RAISE(ABORT, 'bulk_change is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `bulk_change_no_delete` BEFORE DELETE ON `bulk_change` BEGIN SELECT RAISE(ABORT, 'bulk_change is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `bulk_change_item_no_update` BEFORE UPDATE ON `bulk_change_item` BEGIN SELECT RAISE(ABORT, 'bulk_change_item is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `bulk_change_item_no_delete` BEFORE DELETE ON `bulk_change_item` BEGIN SELECT RAISE(ABORT, 'bulk_change_item is append-only'); END;
