import { z } from 'zod'
import { DecimalText, Money } from './scalars.ts'

const NotNegative = Money.refine((text) => !text.startsWith('-'), 'not below 0')

/** Thresholds; null = what the level above says (a client's: the agency's; the agency's: the default of docs/alerts.md). */
export const AlertThresholds = z.object({
  /** Told when a wallet falls below; in the client's currency. */
  lowBalance: NotNegative.nullable(),
  /** Told when the balance lasts less long; 0 = never. */
  runwayDays: z.int().min(0).max(90).nullable(),
  /** Least (price − cost) ÷ price, as "0.2". */
  marginFloor: DecimalText.refine(
    (text) => /^-?(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(text),
    'a share from -1 to 1 with at most 6 decimals',
  ).nullable(),
  /** Losses below this much over 30 days are not told; in the client's currency. */
  lossFloor: NotNegative.nullable(),
})
export type AlertThresholds = z.infer<typeof AlertThresholds>

/** When staff are told about one client: its own thresholds, and the agency's where it has none. */
export const ClientAlerts = z.object({
  own: AlertThresholds,
  agency: AlertThresholds,
  /** Sent back on PUT: the change is refused when somebody else changed the client's own in between. */
  version: z.int(),
})
export type ClientAlerts = z.infer<typeof ClientAlerts>

/** PUT /v1/clients/:id/alert-thresholds: replaces all four. */
export const SetClientAlerts = AlertThresholds.extend({ version: z.int().min(0) })
export type SetClientAlerts = z.infer<typeof SetClientAlerts>
