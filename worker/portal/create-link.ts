import { z } from 'zod'
import { Instant } from '../../shared/contract/scalars.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { Language, signClaims } from './tokens.ts'

export const LinkRequest = z.object({
  lang: Language.default('en'),
  /** How long the link may wait to be opened. */
  hours: z.int().min(1).max(72).default(24),
})

export const PortalLink = z.object({ url: z.string(), expiresAt: Instant })

/** A link with which a client signs in to its pages, once. @throws Refusal `not_found` */
export async function createPortalLink(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  { lang, hours }: z.infer<typeof LinkRequest>,
  origin: string,
): Promise<z.infer<typeof PortalLink>> {
  const { agencyId } = actor
  const [found] = await ctx.db.readBatch([
    { sql: 'SELECT 1 FROM client WHERE agency_id = ? AND id = ?', args: [agencyId, clientId] },
  ])
  if (found?.rows.length !== 1) throw noSuchClient()
  const id = ctx.newId()
  const exp = Math.floor(ctx.now().getTime() / 1000) + hours * 3600
  const expiresAt = new Date(exp * 1000).toISOString()
  const token = await signClaims(ctx, {
    typ: 'portal-link',
    agency: agencyId,
    client: clientId,
    id,
    lang,
    exp,
  })
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'portal.link',
        clientId,
        subject: id,
        before: null,
        after: { expiresAt },
      }),
    ])
  } catch (error) {
    if (error instanceof BatchAborted && error.index === 0) throw ended()
    throw error
  }
  const url = new URL('/portal/enter', origin)
  url.searchParams.set('token', token)
  return { url: url.href, expiresAt }
}
