/** Plays HighLevel's own sample webhooks into the worker, signed: a morning of a small agency. */
import * as sample from '../highlevel/samples.ts'
import { signHighLevel } from '../highlevel/webhooks.ts'
import type { House } from '../house.ts'
import { DEMO_CLIENTS } from './world.ts'

export interface Played {
  /** Webhooks sent. */
  received: number
  /** Answered 202 and queued. */
  queued: number
  /** Answered 202 and named as no usage (an internal comment). */
  ignored: number
  /** Refused with a problem: a forged signature, a body that was changed. */
  rejected: number
}

/** Webhooks of each kind for each client; every tenth comes twice, as HighLevel's retries do. */
const ROUNDS = 12

export async function playSamples(house: House, now: Date): Promise<Played> {
  const played: Played = { received: 0, queued: 0, ignored: 0, rejected: 0 }
  for (const [c, client] of DEMO_CLIENTS.entries()) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const at = new Date(now.getTime() - (ROUNDS - round) * 11 * 60_000).toISOString()
      for (const payload of oneRound(client.id, c * 10_000 + round * 10, at, round)) {
        await send(house, JSON.stringify(payload), played)
        if (played.received % 10 === 0) await send(house, JSON.stringify(payload), played)
      }
    }
  }
  await sendForged(house, now, played)
  return played
}

function oneRound(locationId: string, n: number, at: string, round: number): object[] {
  const shape = round % 2 === 0 ? ('portal' as const) : ('docs' as const)
  const options = { locationId, at, shape }
  return [
    sample.outboundSms({ ...options, n: n + 1 }),
    sample.outboundSms({ ...options, n: n + 2, body: 'Reminder: your visit is due. '.repeat(8) }),
    sample.inboundSms({ ...options, n: n + 3 }),
    sample.outboundCall({ ...options, n: n + 4, callDuration: 45 + round * 40 }),
    sample.outboundEmail({ ...options, n: n + 5 }),
    ...(round % 4 === 0
      ? [sample.voicemail({ ...options, n: n + 6 }), sample.internalComment({ ...options, n: n + 7 })]
      : []),
    ...(round % 6 === 0 ? [sample.outboundSmsCustomProvider({ ...options, n: n + 8 })] : []),
  ]
}

async function send(
  house: House,
  body: string,
  played: Played,
  headers?: Record<string, string>,
): Promise<void> {
  if (house.highlevelKeys === null) throw new Error('samples can only be signed with keys of our own')
  const reply = await fetch(new URL('/hooks/highlevel', house.url), {
    method: 'POST',
    headers: headers ?? signHighLevel(body, house.highlevelKeys),
    body,
  })
  const answer = (await reply.json()) as { outcome?: string }
  played.received += 1
  if (reply.status !== 202) played.rejected += 1
  else if (answer.outcome === 'queued') played.queued += 1
  else played.ignored += 1
}

/** One with somebody else's signature, one whose body was changed on the way. */
async function sendForged(house: House, now: Date, played: Played): Promise<void> {
  if (house.highlevelKeys === null) return
  const body = JSON.stringify(sample.outboundSms({ at: now.toISOString(), n: 99_999 }))
  await send(house, body, played, { 'x-ghl-signature': Buffer.alloc(64, 1).toString('base64') })
  await send(house, body.replace('appointment', 'meeting'), played, signHighLevel(body, house.highlevelKeys))
}
