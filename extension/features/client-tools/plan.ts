import type { ClientDetail, ServiceTerms } from '../../../shared/contract/clients.ts'
import type { BilledBy } from '../../../shared/contract/scalars.ts'
import { multiplierOf } from '../client-panel/draft.ts'
import type { Failure } from '../../rpc/messages.ts'

/** What somebody wants for all selected clients. */
export interface Wish {
  service: string
  billedBy: BilledBy
  /** Decimal text; null where the agency absorbs it. */
  multiplier: string | null
}

/** What of a client's terms a switch overwrites, and so what an undo puts back. */
export interface Terms {
  billedBy: BilledBy
  multiplier: string | null
  /** Priced by more than a multiplier: a switch overwrites it, and no switch can put it back. */
  hasOwnRule: boolean
}

export interface PlanLine {
  id: string
  name: string
  before: Terms | null
  version: number
  verdict: 'change' | 'same' | 'noService' | 'capped' | 'unread'
  cap: string | null
  failure: Failure | null
}

/** What a wish does to one client. Pure: nothing is sent. */
export function planFor(detail: ClientDetail, wish: Wish): PlanLine {
  const { id, name } = detail.overview
  const terms = detail.services.find(({ service }) => service === wish.service)
  const line = { id, name, before: null, version: 0, cap: null, failure: null }
  if (!terms) return { ...line, verdict: 'noService' }
  const before = termsOf(terms)
  const known = { ...line, before, version: terms.version, cap: terms.multiplierCap }
  const { multiplier } = wish
  if (multiplier !== null && terms.multiplierCap !== null) {
    if (multiplierOf(multiplier) > multiplierOf(terms.multiplierCap)) return { ...known, verdict: 'capped' }
  }
  return { ...known, verdict: isSame(before, wish) ? 'same' : 'change' }
}

export const unread = (id: string, name: string, failure: Failure): PlanLine => ({
  id,
  name,
  before: null,
  version: 0,
  verdict: 'unread',
  cap: null,
  failure,
})

function termsOf({ billedBy, multiplier }: ServiceTerms): Terms {
  return { billedBy, multiplier, hasOwnRule: billedBy !== 'agency' && multiplier === null }
}

function isSame(before: Terms, wish: Wish): boolean {
  if (before.billedBy !== wish.billedBy || before.hasOwnRule) return false
  if (before.multiplier === null || wish.multiplier === null) return before.multiplier === wish.multiplier
  return multiplierOf(before.multiplier) === multiplierOf(wish.multiplier)
}

/** Terms that a switch overwrites and that somebody once chose: not the silent default. */
export const overwrites = ({ verdict, before }: PlanLine): boolean =>
  verdict === 'change' && before !== null && before.billedBy !== 'agency'
