CREATE TABLE `agency_cap` (
	`number` integer PRIMARY KEY NOT NULL,
	`agency_id` text NOT NULL,
	`valid_from` integer NOT NULL,
	`after_seq` integer NOT NULL,
	`plan` text NOT NULL,
	`multiplier_cap_ppm` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `agency_cap_by_agency` ON `agency_cap` (`agency_id`);--> statement-breakpoint
ALTER TABLE `usage_event` ADD `unit_cost` text;