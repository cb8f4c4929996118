CREATE TABLE `charge_reversal` (
	`agency_id` text NOT NULL,
	`ref` text NOT NULL,
	`charge_id` text NOT NULL,
	`client_id` text NOT NULL,
	`what` text NOT NULL,
	`state` text NOT NULL,
	`amount` integer NOT NULL,
	`fee` integer NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `ref`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `charge_reversal_by_client` ON `charge_reversal` (`agency_id`,`client_id`);--> statement-breakpoint
CREATE TABLE `alert` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`run` text NOT NULL,
	`client_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`change` text NOT NULL,
	`crossing` integer NOT NULL,
	`at` integer NOT NULL,
	`detail` text NOT NULL,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_once` ON `alert` (`agency_id`,`client_id`,`kind`,`subject`,`crossing`,`change`);--> statement-breakpoint
CREATE INDEX `alert_by_run` ON `alert` (`run`);--> statement-breakpoint
CREATE TABLE `alert_channel` (
	`agency_id` text PRIMARY KEY NOT NULL,
	`locale` text NOT NULL,
	`emails` text NOT NULL,
	`webhook_url` text,
	`webhook_secret` text,
	`muted` text NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `alert_delivery` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`channel` text NOT NULL,
	`run` text NOT NULL,
	`alert_id` text,
	`state` text NOT NULL,
	`tries` integer NOT NULL,
	`next_try_at` integer,
	`created_at` integer NOT NULL,
	`done_at` integer,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `alert_delivery_due` ON `alert_delivery` (`next_try_at`) WHERE next_try_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `alert_state` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`active` integer NOT NULL,
	`crossing` integer NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`agency_id`, `client_id`, `kind`, `subject`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `alert_state_active` ON `alert_state` (`agency_id`,`client_id`) WHERE active = 1;--> statement-breakpoint
CREATE TABLE `alert_threshold` (
	`agency_id` text NOT NULL,
	`client_id` text NOT NULL,
	`low_balance` integer,
	`runway_days` integer,
	`margin_floor_ppm` integer,
	`loss_floor` integer,
	PRIMARY KEY(`agency_id`, `client_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `delivery_attempt` (
	`agency_id` text NOT NULL,
	`delivery_id` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL,
	`status` integer,
	PRIMARY KEY(`agency_id`, `delivery_id`, `number`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `portal_session` (
	`agency_id` text NOT NULL,
	`id` text NOT NULL,
	`client_id` text NOT NULL,
	`link_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`agency_id`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `portal_session_by_link` ON `portal_session` (`agency_id`,`link_id`);