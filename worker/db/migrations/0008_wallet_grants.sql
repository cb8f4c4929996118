CREATE TABLE `wallet_grant` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`id` text NOT NULL,
	`amount` integer NOT NULL,
	`priority` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`expired` integer NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `wallet_grant_by_expiry` ON `wallet_grant` (`expires_at`);