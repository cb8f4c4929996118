-- An invoice is corrected by a credit note, never by changing it.
CREATE TRIGGER `invoice_line_no_update` BEFORE UPDATE ON `invoice_line` BEGIN SELECT RAISE(ABORT, 'invoice_line is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `invoice_line_no_delete` BEFORE DELETE ON `invoice_line` BEGIN SELECT RAISE(ABORT, 'invoice_line is append-only'); END;
