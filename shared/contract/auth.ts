import { z } from 'zod'
import { Instant, Role } from './scalars.ts'

/** POST /v1/auth/pair: a one-time code, made by the owner (`npm run pair`, or another signed-in device), becomes a session. */
export const PairRequest = z.object({
  code: z.string().trim().min(8).max(64),
  device: z.string().trim().min(1).max(80),
})
/** POST /v1/auth/refresh: each refresh token works once; using an old one ends the session. */
export const RefreshRequest = z.object({ refreshToken: z.string().min(20).max(200) })

export const SessionTokens = z.object({
  accessToken: z.string(),
  accessExpiresAt: Instant,
  refreshToken: z.string(),
  refreshExpiresAt: Instant,
  role: Role,
  agency: z.object({ id: z.string(), name: z.string() }),
})
export type SessionTokens = z.infer<typeof SessionTokens>

/** GET /v1/me */
export const Me = z.object({
  role: Role,
  device: z.string(),
  agency: z.object({
    id: z.string(),
    name: z.string(),
    plan: z.string(),
    currency: z.string(),
    timeZone: z.string(),
  }),
})
export type Me = z.infer<typeof Me>

/** POST /v1/auth/pairing-codes (owner): a code for one more device. */
export const PairingCodeRequest = z.object({ role: Role })
export const PairingCode = z.object({ code: z.string(), expiresAt: Instant })
