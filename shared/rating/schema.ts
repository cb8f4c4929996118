import { z } from 'zod'
import { RatingError } from './error.ts'
import type { PriceRule } from './rule.ts'

// The limits keep every product of a rule within what the rating can hold, and every loop over tiers short.
const decimals = (most: number) =>
  z
    .string()
    .regex(
      new RegExp(`^\\d{1,10}(\\.\\d{1,${most}})?$`),
      `expected a decimal ≥ 0 with at most ${most} decimals`,
    )
const amount = decimals(9)
/** A byte-hour costs 2.5 × 10⁻¹⁰, so a price per unit is finer than an amount. */
const perUnit = decimals(30)
const quantity = decimals(18)
const whole = z.string().regex(/^\d{1,9}$/, 'expected a whole number ≥ 0')
const positive = quantity.regex(/[1-9]/, 'must be above 0')

const composition = {
  included: quantity.exactOptional(),
  minimum: amount.exactOptional(),
  cap: amount.exactOptional(),
}

const multiplier = z.strictObject({
  kind: z.literal('multiplier'),
  multiplier: z.string().regex(/^\d{1,4}(\.\d{1,6})?$/, 'expected a multiplier with at most 6 decimals'),
  ...composition,
})
const unitPrice = z.strictObject({ kind: z.literal('unitPrice'), unitPrice: perUnit, ...composition })

const tier = z.strictObject({
  upTo: positive.nullable(),
  unitPrice: perUnit,
  flat: amount.exactOptional(),
})
const tiers = z.strictObject({
  kind: z.literal('tiers'),
  mode: z.enum(['graduated', 'volume']),
  tiers: z.array(tier).min(1).max(50),
  ...composition,
})
const packaged = z.strictObject({ kind: z.literal('package'), size: positive, price: amount, ...composition })

const part = z.strictObject({
  percent: decimals(6),
  minimum: amount.exactOptional(),
  cap: amount.exactOptional(),
})
const percentage = z.strictObject({
  kind: z.literal('percentage'),
  classes: z
    .array(z.strictObject({ name: z.string().min(1).max(40), parts: z.array(part).min(1).max(10) }))
    .min(1)
    .max(50),
  rounding: z.enum(['exact', 'halfUp', 'ceil']),
  ...composition,
})
const recurring = z.strictObject({
  kind: z.literal('recurring'),
  price: amount,
  every: z.enum(['month', 'quarter', 'year']),
  onlyIfActive: z.boolean(),
  ...composition,
})
const setupFee = z.strictObject({ kind: z.literal('setupFee'), price: amount, ...composition })
const levelTime = z.discriminatedUnion('mode', [
  z.strictObject({
    kind: z.literal('levelTime'),
    mode: z.literal('hourly'),
    hourlyPrice: perUnit,
    ...composition,
  }),
  z.strictObject({
    kind: z.literal('levelTime'),
    mode: z.literal('monthlySpread'),
    monthlyPrice: amount,
    ...composition,
  }),
])
const credits = z.strictObject({
  kind: z.literal('credits'),
  base: whole,
  factor: decimals(9),
  free: whole,
  creditPrice: perUnit,
  ...composition,
})

/** The shape of a price rule, for the API's own schemas. What spans several fields is checked by `parsePriceRule`. */
export const PriceRuleShape = z.discriminatedUnion('kind', [
  multiplier,
  unitPrice,
  tiers,
  packaged,
  percentage,
  recurring,
  setupFee,
  levelTime,
  credits,
])

const refuse = (field: string, message: string): never => {
  throw new RatingError('invalid_rule', field, message)
}

/** Compares decimals ≥ 0 without a decimal library: pads both to one length. */
const above = (left: string, right: string): boolean => {
  const padded = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.')
    return BigInt(whole + fraction.padEnd(30, '0'))
  }
  return padded(left) > padded(right)
}

const checkBounds = (field: string, one: { minimum?: string; cap?: string }): void => {
  if (one.minimum !== undefined && one.cap !== undefined && above(one.minimum, one.cap)) {
    refuse(field, 'must not be below the minimum')
  }
}

const checkAcross = (rule: PriceRule): void => {
  checkBounds('cap', rule)
  if (rule.kind === 'tiers') {
    let last = '0'
    for (const [index, { upTo }] of rule.tiers.entries()) {
      const open = index === rule.tiers.length - 1
      if ((upTo === null) !== open) refuse(`tiers.${index}.upTo`, 'null in the last tier, and only there')
      if (upTo !== null && !above(upTo, last)) refuse(`tiers.${index}.upTo`, 'must be above the tier before')
      last = upTo ?? last
    }
  }
  if (rule.kind === 'percentage') {
    for (const [index, { name, parts }] of rule.classes.entries()) {
      if (rule.classes.findIndex((one) => one.name === name) !== index) {
        refuse(`classes.${index}.name`, 'is there twice')
      }
      for (const [at, one] of parts.entries()) checkBounds(`classes.${index}.parts.${at}.cap`, one)
    }
  }
}

/** Reads a price rule from outside. Throws `RatingError('invalid_rule')` naming the first field at fault. */
export const parsePriceRule = (value: unknown): PriceRule => {
  const result = PriceRuleShape.safeParse(value)
  if (!result.success) {
    const [issue] = result.error.issues
    return refuse(issue?.path.join('.') || 'rule', issue?.message ?? 'is not a price rule')
  }
  checkAcross(result.data)
  return result.data
}
