-- What capped multipliers when. What agencies had before is not known: what they have now counts from their beginning.
INSERT INTO `agency_cap` (`agency_id`, `valid_from`, `after_seq`, `plan`, `multiplier_cap_ppm`)
SELECT `id`, `created_at`, 0, `plan`, `multiplier_cap_ppm` FROM `agency` ORDER BY `id`;
--> statement-breakpoint
CREATE TRIGGER `agency_cap_first` AFTER INSERT ON `agency` BEGIN INSERT INTO `agency_cap` (`agency_id`, `valid_from`, `after_seq`, `plan`, `multiplier_cap_ppm`) VALUES (NEW.`id`, NEW.`created_at`, 0, NEW.`plan`, NEW.`multiplier_cap_ppm`); END;
--> statement-breakpoint
-- A change without its date would rate old usage anew.
CREATE TRIGGER `agency_cap_before_change` BEFORE UPDATE OF `plan`, `multiplier_cap_ppm` ON `agency` WHEN (NEW.`plan` IS NOT OLD.`plan` OR NEW.`multiplier_cap_ppm` IS NOT OLD.`multiplier_cap_ppm`) AND NOT EXISTS (SELECT 1 FROM `agency_cap` c WHERE c.`number` = (SELECT max(`number`) FROM `agency_cap` WHERE `agency_id` = NEW.`id`) AND c.`plan` = NEW.`plan` AND c.`multiplier_cap_ppm` IS NEW.`multiplier_cap_ppm`) BEGIN SELECT RAISE(ABORT, 'agency_cap comes first'); END;
--> statement-breakpoint
CREATE TRIGGER `agency_cap_no_update` BEFORE UPDATE ON `agency_cap` BEGIN SELECT RAISE(ABORT, 'agency_cap is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `agency_cap_no_delete` BEFORE DELETE ON `agency_cap` BEGIN SELECT RAISE(ABORT, 'agency_cap is append-only'); END;
