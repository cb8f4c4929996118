import type { ServiceChoice } from './services.ts'

/** Which of the four linked fields the user set last; the other three follow from it. */
export type Driver = 'multiplier' | 'markup' | 'margin' | 'price'

/**
 * What the margin check was asked, as plain decimal strings (`1.05`, never `1,05`), so that it can be kept in
 * `storage.local` and read in either language. Markup and margin are in percent.
 */
export interface MarginInputs {
  /** An id of the catalogue, or `own` for a cost typed by hand. */
  readonly service: string
  readonly cost: string
  readonly driver: Driver
  readonly value: string
  readonly volume: string
  readonly reload: string
  /** A `FeeRule` id of shared/fees. */
  readonly fee: string
}

export const OWN = 'own'

/** The question HighLevel's own default raises: does 1.05x cover the card fee of a small reload? (mission W2) */
export const firstInputs = (service: ServiceChoice): MarginInputs => ({
  service: service.id,
  cost: service.unitCost,
  driver: 'multiplier',
  value: '1.05',
  volume: '1000',
  reload: '10',
  fee: 'stripe.us.card',
})

const DECIMAL = /^\d{1,10}(\.\d{1,9})?$/
const SIGNED = /^-?\d{1,10}(\.\d{1,9})?$/
const DRIVERS: readonly Driver[] = ['multiplier', 'markup', 'margin', 'price']

/** Takes what storage holds, or null where any part of it does not fit (an older version, a damaged value). */
export function parseInputs(stored: unknown): MarginInputs | null {
  const it = (stored ?? {}) as Partial<Record<keyof MarginInputs, unknown>>
  const driver = DRIVERS.find((known) => known === it.driver)
  const plain = [it.cost, it.volume, it.reload].every(
    (text) => typeof text === 'string' && DECIMAL.test(text),
  )
  if (!driver || !plain || typeof it.value !== 'string' || !SIGNED.test(it.value)) return null
  if (typeof it.service !== 'string' || typeof it.fee !== 'string') return null
  return { ...(it as MarginInputs), driver }
}
