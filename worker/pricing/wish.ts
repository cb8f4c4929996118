import type { z } from 'zod'
import type { SetServiceRequest } from '../../shared/contract/clients.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import { RatingError } from '../../shared/rating/error.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import { parsePriceRule } from '../../shared/rating/schema.ts'
import { Refusal } from '../http/problem.ts'
import type { TermsChoice } from './terms.ts'

/** What staff want for a service: who bills it, by which rule, from when on. */
export interface Wish {
  readonly service: string
  readonly choice: TermsChoice
  /** Null where the agency absorbs the service or the default counts. */
  readonly rule: PriceRule | null
  /** Only a multiplier was named: included quantity, minimum and cap so far stay. */
  readonly keepsComposition: boolean
  /** Null = now. */
  readonly validFrom: Date | null
}

type Asked = Omit<z.infer<typeof SetServiceRequest>, 'version'>

/**
 * Reads a wish. @throws Refusal `invalid_request` where a price is missing, named twice or no rule, or the wish is for
 * the past: usage keeps the rule it was rated with
 */
export function wishOf(service: string, asked: Asked, now: Date): Wish {
  const { billedBy: choice, multiplier, rule } = asked
  const validFrom = validFromOf(asked.validFrom, now)
  const none = { service, choice, rule: null, keepsComposition: false, validFrom }
  if (choice === 'agency' || choice === 'default') {
    if (rule !== undefined) throw unfit('rule', 'only where somebody bills')
    return none
  }
  if (rule !== undefined) {
    if (multiplier !== undefined) throw unfit('rule', 'not together with a multiplier')
    return { ...none, rule: readRule(rule) }
  }
  if (multiplier === undefined) throw unfit('multiplier', 'needed unless the agency absorbs the service')
  return {
    ...none,
    rule: { kind: 'multiplier', multiplier: formatMultiplier(parseMultiplierPpm(multiplier)) },
    keepsComposition: choice === 'ledger',
  }
}

export const unfit = (field: string, reason: string) =>
  new Refusal('invalid_request', `${field}: ${reason}.`, [{ field, reason }])

function validFromOf(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null
  const at = new Date(text)
  if (at.getTime() >= now.getTime()) return at
  throw unfit(
    'validFrom',
    'must not be in the past: usage keeps the rule it was rated with; correct or backfill it instead',
  )
}

function readRule(value: unknown): PriceRule {
  try {
    return parsePriceRule(value)
  } catch (error) {
    if (!(error instanceof RatingError)) throw error
    const reason = error.message.slice(error.field.length + 2)
    throw unfit(error.field === 'rule' ? 'rule' : `rule.${error.field}`, reason)
  }
}
