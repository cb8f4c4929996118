import type { CatalogueCost } from './catalogue-cost.ts'

// Figures of CloseBot's rebilling guide (docs.closebot.com), read 2026-11-21; since when they hold is not stated.
const SOURCE = 'docs.closebot.com, rebilling guide'
const VALID_FROM = '2026-11-21'

const cost = (service: string, unitCost: string, note = ''): CatalogueCost => ({
  id: `${service}@${VALID_FROM}`,
  service,
  unitCost,
  currency: 'USD',
  validFrom: VALID_FROM,
  source: note ? `${SOURCE}: ${note}` : SOURCE,
})

/** Bytes in the "MB" that storage is sold by; the guide does not say which, so it is a setting. */
export const BYTES_PER_MB = { decimal: 1_000_000n, binary: 1_048_576n } as const

/**
 * Cost of one byte-hour as an exact decimal: 0.006 per MB and day ÷ 24 h is 0.00025 per MB-hour. A byte-hour is
 * below a nano, so byte-hours are summed as integers and priced afterwards.
 */
export const storageUnitCost = (mb: keyof typeof BYTES_PER_MB): string =>
  mb === 'decimal' ? '0.00000000025' : '0.0000000002384185791015625'

export const CLOSEBOT_COSTS: readonly CatalogueCost[] = [
  cost('closebot.response', '0.006'),
  cost('closebot.seat', '0.0069', '5.00 a month, charged as 0.0069 an hour'),
  cost(
    'closebot.storage',
    storageUnitCost('decimal'),
    '0.006 per MB and day, charged hourly, MB = 10^6 bytes',
  ),
  cost('closebot.tokens', '1', 'billed by the model provider: the quantity is its amount in USD'),
]
