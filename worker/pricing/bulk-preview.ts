import type { z } from 'zod'
import { BULK_CLIENTS_MAX, type BulkPreview, type BulkPreviewRequest } from '../../shared/contract/pricing.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { asksCrm } from '../crm/double-billing.ts'
import { openCursor, sealCursor } from '../http/cursor.ts'
import { Refusal } from '../http/problem.ts'
import { readBases } from './bulk-basis.ts'
import { crmSwitchOf, mayAccept } from './carry-out.ts'
import { type Basis, type Row, movesOf, sameRow } from './moves.ts'
import { checkMoves } from './switch-rules.ts'
import { termsView } from './terms-view.ts'
import { type Wish, wishOf } from './wish.ts'

type Request = z.infer<typeof BulkPreviewRequest>

/**
 * What a change of a service would do to many clients, without doing it: before and after of each, which terms of their
 * own it overwrites, and why it would be refused. The CRM itself is not asked. @throws Refusal `invalid_request`
 */
export async function previewBulk(
  ctx: Context,
  actor: StaffActor,
  service: string,
  request: Request,
): Promise<BulkPreview> {
  const wish = wishOf(service, request, ctx.now())
  const { ids, nextCursor } = await chosen(ctx, actor.agencyId, request)
  const bases = await readBases(ctx, actor.agencyId, ids)
  return {
    clients: [...bases.values()].map((basis) => preview(actor, wish, request, basis)),
    unknown: ids.filter((id) => !bases.has(id)),
    nextCursor,
  }
}

async function chosen(
  ctx: Context,
  agencyId: string,
  { clients, cursor }: Request,
): Promise<{ ids: string[]; nextCursor: string | null }> {
  if (clients !== 'all') return { ids: [...new Set(clients)], nextCursor: null }
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT id FROM client WHERE agency_id = ? AND id > ? ORDER BY id LIMIT ?',
      args: [agencyId, cursor === undefined ? '' : openCursor(cursor), BigInt(BULK_CLIENTS_MAX + 1)],
    },
  ])
  const all = (found?.rows ?? []).map((row) => row['id'] as string)
  const ids = all.slice(0, BULK_CLIENTS_MAX)
  const last = ids.at(-1)
  return { ids, nextCursor: all.length > ids.length && last !== undefined ? sealCursor(last) : null }
}

function preview(
  actor: StaffActor,
  wish: Wish,
  request: Request,
  basis: Basis,
): BulkPreview['clients'][number] {
  const moves = movesOf(wish, basis)
  const [main] = moves
  if (main === undefined) throw new RangeError('a wish moves its own service')
  const { own, before, after } = main
  const changes = moves.some((move) => !sameRow(move, move.own))
  return {
    client: basis.client.id,
    name: basis.client.name,
    before: termsView(before.billedBy, before.rule, before.currency),
    after: termsView(after.billedBy, after.rule, after.currency),
    overwrites: own.choice !== 'default' && !sameRow(main, own),
    changes,
    asksCrm: changes && asksCrm(crmSwitchOf(actor.agencyId, basis.client.id, { moves })),
    refusal: changes ? refusalOf(actor, moves, request, wish, basis) : null,
    version: Number(basis.versions.get(wish.service) ?? 0n),
  }
}

function refusalOf(
  actor: StaffActor,
  moves: Parameters<typeof checkMoves>[0],
  request: Request,
  wish: Wish,
  basis: Basis,
): { code: string; detail: string } | null {
  try {
    const at = wish.validFrom ?? basis.now
    checkMoves(moves, basis, { at, acceptBelowFloor: mayAccept(actor, request) })
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { code: error.code, detail: error.message }
  }
}

/** What a record keeps of a row of terms. */
export const rowView = ({ choice, rule, currency }: Row) => termsView(choice, rule, currency)
