CREATE TABLE `payment_key` (
	`agency_id` text NOT NULL,
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`state` text NOT NULL,
	`mode` text NOT NULL,
	`last4` text NOT NULL,
	`sealed_key` text,
	`sealed_webhook_secret` text,
	`reason` text,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `provider`, `account`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_key_in_use` ON `payment_key` (`agency_id`,`provider`) WHERE state IN ('active', 'refused');--> statement-breakpoint
CREATE INDEX `payment_key_removed` ON `payment_key` (`agency_id`) WHERE state = 'removed';--> statement-breakpoint
CREATE TABLE `__new_payment_inbox` (
	`agency_id` text NOT NULL,
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
	PRIMARY KEY(`agency_id`, `provider`, `event_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_payment_inbox`("agency_id", "provider", "event_id", "account", "type", "object_id", "state", "received_at", "done_at", "tries", "error") SELECT '', "provider", "event_id", "account", "type", "object_id", "state", "received_at", "done_at", "tries", "error" FROM `payment_inbox`;--> statement-breakpoint
DROP TABLE `payment_inbox`;--> statement-breakpoint
ALTER TABLE `__new_payment_inbox` RENAME TO `payment_inbox`;--> statement-breakpoint
CREATE INDEX `payment_inbox_open` ON `payment_inbox` (`received_at`) WHERE state = 'received';