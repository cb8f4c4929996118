import { z } from 'zod'
import { AlertThresholds } from '../../shared/contract/alerts.ts'
import { AlertKind } from './kinds.ts'

export const SettingsRequest = z.object({
  locale: z.enum(['de', 'en']),
  emails: z.array(z.email().max(200)).max(10),
  webhook: z.object({ url: z.string().max(2_000) }).nullable(),
  /** Makes a new signing secret; the old one stops at once. */
  newSecret: z.boolean().default(false),
  /** Kinds that are listed but not sent. */
  muted: z.array(AlertKind).max(20),
  thresholds: AlertThresholds,
  /** As it was read: the settings are refused when somebody else changed them in between. */
  version: z.int().min(0),
})
export type SettingsRequest = z.infer<typeof SettingsRequest>

/** What GET answers; the signing secret is shown once, by the PUT that made it. */
export interface SettingsView {
  readonly locale: 'de' | 'en'
  readonly emails: readonly string[]
  readonly webhook: { readonly url: string } | null
  readonly muted: readonly AlertKind[]
  readonly thresholds: AlertThresholds
  /** Clients with thresholds of their own. */
  readonly clients: readonly ({ readonly id: string } & AlertThresholds)[]
  /** Moves with every change of these; 0 before the first. */
  readonly version: number
  /** Whether this deployment can send at all. */
  readonly canMail: boolean
  readonly canSign: boolean
}
