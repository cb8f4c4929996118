import type { Role } from '../../shared/contract/scalars.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import { keyedHash } from './secret.ts'

/** Crockford's base 32: no I, L, O, U, so that a code can be read out. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 60 bits. At the 10 guesses a minute that an address may make, all of a code's life finds 1 in 10^16. */
const LETTERS = 12
const LIFE_MS = 10 * 60_000
const KEPT_MS = 24 * 3_600_000

/**
 * Makes a one-time code that signs one device in, good for ten minutes; only its hash is kept.
 * @param actor who made it: the owner in the extension, or the command line
 * @returns the code as a person types it, `7K3M-9QXA-2FTB`
 */
export async function createPairingCode(
  ctx: Context,
  agencyId: string,
  role: Role,
  actor: Actor = { kind: 'system', job: 'pair' },
): Promise<{ code: string; expiresAt: Date }> {
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(LETTERS)), (byte) => ALPHABET[byte % 32])
  const code = letters.join('').replace(/(.{4})(?=.)/g, '$1-')
  const now = ctx.now().getTime()
  const expiresAt = new Date(now + LIFE_MS)
  await ctx.db.writeBatch([
    { sql: 'DELETE FROM pairing_code WHERE expires_at < ?', args: [BigInt(now - KEPT_MS)] },
    {
      sql: 'INSERT INTO pairing_code (hash, agency_id, role, expires_at, used_at) VALUES (?, ?, ?, ?, NULL)',
      args: [await pairingHash(ctx, code), agencyId, role, BigInt(expiresAt.getTime())],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'pairing_code.created',
      clientId: null,
      subject: role,
      before: null,
      after: { role, expiresAt: expiresAt.toISOString() },
    }),
  ])
  return { code, expiresAt }
}

/** The hash that a code is kept under. Case, hyphens and spaces do not matter, nor O for 0, I and L for 1. */
export function pairingHash(ctx: Pick<Context, 'settings'>, typed: string): Promise<Uint8Array<ArrayBuffer>> {
  const plain = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return keyedHash(ctx.settings.SESSION_SECRET, 'pairing', plain)
}
