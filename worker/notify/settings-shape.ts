import { z } from 'zod'
import { DecimalText, Money } from '../../shared/contract/scalars.ts'
import { AlertKind } from './kinds.ts'

const NotNegative = Money.refine((text) => !text.startsWith('-'), 'not below 0')

/** Thresholds; null = what the level above says (a client's: the agency's; the agency's: the default of docs/alerts.md). */
export const Thresholds = z.object({
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
export type Thresholds = z.infer<typeof Thresholds>

export const SettingsRequest = z.object({
  locale: z.enum(['de', 'en']),
  emails: z.array(z.email().max(200)).max(10),
  webhook: z.object({ url: z.string().max(2_000) }).nullable(),
  /** Makes a new signing secret; the old one stops at once. */
  newSecret: z.boolean().default(false),
  /** Kinds that are listed but not sent. */
  muted: z.array(AlertKind).max(20),
  thresholds: Thresholds,
})
export type SettingsRequest = z.infer<typeof SettingsRequest>

/** What GET answers; the signing secret is shown once, by the PUT that made it. */
export interface SettingsView {
  readonly locale: 'de' | 'en'
  readonly emails: readonly string[]
  readonly webhook: { readonly url: string } | null
  readonly muted: readonly AlertKind[]
  readonly thresholds: Thresholds
  /** Clients with thresholds of their own. */
  readonly clients: readonly ({ readonly id: string } & Thresholds)[]
  /** Whether this deployment can send at all. */
  readonly canMail: boolean
  readonly canSign: boolean
}
