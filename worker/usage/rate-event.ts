import { NO_STATE, type Rated, type RatingState, rate } from '../../shared/rating/rate.ts'
import { sha256, toHex } from '../hex.ts'
import type { UsageLine } from '../ledger/usage-line.ts'
import type { TermsOfUsage } from '../pricing/terms.ts'
import type { UsageEvent } from './usage-event.ts'

/** An event under its terms, as a line for the books. @throws RatingError where the terms cannot price it */
export function rateEvent(
  event: UsageEvent,
  terms: TermsOfUsage,
  bodyHash: string,
  state: { before: RatingState; periodHours?: string } = { before: NO_STATE },
): { line: UsageLine; after: RatingState } {
  const rated = rate(
    {
      service: event.service,
      quantity: event.quantity,
      unitCost: event.unitCost ?? undefined,
      class: event.attributes['class'],
    },
    {
      costRate: terms.costRate,
      price:
        terms.rule === null
          ? null
          : { id: String(terms.termsNumber), rule: terms.rule, currency: terms.currency },
      fx: terms.fx,
      before: state.before,
      planCapPpm: terms.planCapPpm,
      ...(state.periodHours === undefined ? {} : { periodHours: state.periodHours }),
    },
  )
  return { line: lineOf(event, terms, bodyHash, rated), after: rated.after }
}

function lineOf(event: UsageEvent, terms: TermsOfUsage, bodyHash: string, rated: Rated): UsageLine {
  return {
    source: event.source,
    id: event.id,
    clientId: event.clientId,
    service: event.service,
    kind: 'usage',
    quantity: event.quantity,
    cost: rated.cost,
    costCurrency: rated.costCurrency,
    price: rated.price,
    unitCost: event.unitCost,
    currency: terms.currency,
    billedBy: terms.billedBy,
    billingMode: terms.billingMode,
    costRateId: rated.costRateId,
    termsNumber: terms.termsNumber,
    fxRateId: rated.fxRateId,
    estimated: event.estimated,
    occurredAt: new Date(event.occurredAt),
    receivedAt: new Date(event.receivedAt),
    bodyHash,
    corrects: null,
    attributes: event.attributes,
    repeatWindowDays: event.repeatWindowDays,
  }
}

/** SHA-256 of what the source said, hex: the same id with another body is a conflict. Our own time of receipt is not part of it. */
export async function hashOf(event: UsageEvent): Promise<string> {
  const said = [
    event.clientId,
    event.service,
    event.quantity,
    event.ownTime ? event.occurredAt : null,
    event.unitCost,
    event.estimated,
    Object.entries(event.attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]
  return toHex(await sha256(JSON.stringify(said)))
}
