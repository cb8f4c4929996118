import type { ResultSet } from '@libsql/client/http'
import { PPM } from '../../shared/money/nano.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import type { CrmSwitch } from '../crm/double-billing.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { Refusal } from '../http/problem.ts'
import { fitCrm, refitCrm } from './fit-crm.ts'
import { forgetTerms } from './load-terms.ts'
import type { Basis, Move } from './moves.ts'
import { checkMoves } from './switch-rules.ts'
import { type SwitchWrite, switchStatements, versionGuards } from './switch-statements.ts'

/** A switch of one client, decided and not yet done. */
export interface Switch {
  readonly moves: readonly Move[]
  readonly at: Date
  readonly crmRebillingConfirmedOff?: boolean | undefined
  readonly acceptBelowFloor?: boolean | undefined
  readonly action?: SwitchWrite['action']
  readonly note?: Readonly<Record<string, unknown>>
}

/** What rides in the same transaction, and what the caller makes of it. */
export interface Tail<T> {
  readonly statements: (auditId: string) => readonly Statement[]
  readonly done: (results: readonly ResultSet[], auditId: string) => T
  /** What the same intent came to, where another request with it was faster. */
  readonly again: () => Promise<T | null>
}

/**
 * Carries a switch out: checks it, makes the CRM fit (B-15), then writes new dated terms, the price version, the audit
 * rows and the caller's statements in one transaction.
 * @throws Refusal `version_conflict`, `session_ended`, `role_forbids`, and those of checkMoves and settleCrmRebilling
 */
export async function carryOut<T>(
  ctx: Context,
  actor: StaffActor,
  { basis, ...change }: Switch & { basis: Basis },
  tail: Tail<T>,
): Promise<T> {
  const { moves, at } = change
  const accepted = checkMoves(moves, basis, { at, acceptBelowFloor: mayAccept(actor, change) })
  const crmSwitch = crmSwitchOf(actor.agencyId, basis.client.id, change)
  const crm = await fitCrm(ctx, actor, crmSwitch)
  const write: SwitchWrite = {
    agencyId: actor.agencyId,
    clientId: basis.client.id,
    actor,
    moves,
    at,
    versions: basis.versions,
    auditIds: moves.map(() => ctx.newId()),
    crm,
    action: change.action ?? 'service.switched',
    note: { ...change.note, ...(accepted.length === 0 ? {} : { acceptedBelowFloor: accepted }) },
  }
  try {
    return await send(ctx, actor, write, tail)
  } catch (error) {
    const wasSet = crm === 'switchedOn' || crm === 'switchedOff'
    if (error instanceof Refusal && wasSet) await refitCrm(ctx, actor, crmSwitch)
    throw error
  }
}

async function send<T>(ctx: Context, actor: StaffActor, write: SwitchWrite, tail: Tail<T>): Promise<T> {
  const auditId = write.auditIds[0] ?? ''
  const guards = versionGuards(write)
  try {
    const results = await ctx.db.writeBatch([
      guardSessionLives(actor),
      ...guards,
      ...switchStatements(ctx, write),
      ...tail.statements(auditId),
    ])
    return tail.done(results, auditId)
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    const before = await tail.again()
    if (before !== null) return before
    if (error.index <= guards.length) throw changed()
    throw error
  } finally {
    forgetTerms(write.agencyId)
  }
}

export const changed = () =>
  new Refusal(
    'version_conflict',
    'Somebody changed this service since you loaded it. Load it again, then decide.',
  )

/** Only the owner sells below the floor. @throws Refusal `role_forbids` */
export function mayAccept(
  actor: StaffActor,
  { acceptBelowFloor }: Pick<Switch, 'acceptBelowFloor'>,
): boolean {
  if (acceptBelowFloor !== true) return false
  if (actor.role === 'owner') return true
  throw new Refusal('role_forbids', `Only the owner may sell below the floor; you are ${actor.role}.`)
}

/** What the moves mean for the CRM's own rebilling: one product is one switch, on as soon as it bills any of them. */
export function crmSwitchOf(
  agencyId: string,
  clientId: string,
  { moves, crmRebillingConfirmedOff }: Pick<Switch, 'moves' | 'crmRebillingConfirmedOff'>,
): CrmSwitch {
  const [main] = moves
  if (main === undefined) throw new RangeError('a switch moves at least one service')
  const on = moves.find(({ after }) => after.billedBy === 'crm')
  const toLedger = moves.filter(({ after }) => after.billedBy === 'ledger')
  const to = on !== undefined ? 'crm' : toLedger.length > 0 ? 'ledger' : 'agency'
  const wasCrm = moves.some(({ before }) => before.billedBy === 'crm')
  const news = toLedger.find(({ before }) => before.billedBy !== 'ledger')
  return {
    agencyId,
    clientId,
    service: main.service,
    from: wasCrm ? 'crm' : (news ?? main).before.billedBy,
    to,
    multiplierPpm: on?.after.rule?.kind === 'multiplier' ? parseMultiplierPpm(on.after.rule.multiplier) : PPM,
    confirmedOff: crmRebillingConfirmedOff === true,
  }
}
