/** Requests as sources and HighLevel send them, built before anything is measured. Ids are random and never repeat. */
import { outboundSms } from '../../dev/highlevel/samples.ts'
import { type HighLevelKeys, signHighLevel } from '../../dev/highlevel/webhooks.ts'
import { SERVICES, SOURCES, type SourceName, clientId, locationId } from './world.ts'
import { requestBytes } from './wire.ts'

export interface Traffic {
  readonly source: SourceName
  /** Events a request. */
  readonly size: number
  /** Over how many clients the events are spread. */
  readonly clients: number
}

let made = 0

/** `count` requests of POST /v1/usage, each of `size` events that happened within the last minute. */
export function usageRequests(url: string, count: number, { source, size, clients }: Traffic): Buffer[] {
  const now = Date.now()
  const headers = { authorization: `Bearer ${SOURCES[source].key}`, 'content-type': 'application/json' }
  return Array.from({ length: count }, () => {
    const events = Array.from({ length: size }, () => {
      const n = (made += 1)
      return {
        id: crypto.randomUUID(),
        client: clientId(n % clients),
        service: SERVICES[n % SERVICES.length],
        quantity: String((n % 3) + 1),
        occurredAt: new Date(now - (n % 60_000)).toISOString(),
      }
    })
    return requestBytes(`${url}/v1/usage`, 'POST', headers, JSON.stringify({ events }))
  })
}

/** Every event of the answer must have been posted: a duplicate or a refusal would measure something else. */
export function allPosted(size: number): (body: string) => void {
  return (body) => {
    const posted = body.split('"outcome":"posted"').length - 1
    if (posted !== size) throw new Error(`${posted} of ${size} events were posted: ${body.slice(0, 300)}`)
  }
}

/** Signed webhooks of outbound messages. Signing takes longer than sending, so they are kept and used again on an empty ledger. */
export class Webhooks {
  readonly #keys: HighLevelKeys
  readonly #at = new Date().toISOString()
  readonly #made: { body: string; headers: Record<string, string> }[] = []

  constructor(keys: HighLevelKeys) {
    this.#keys = keys
  }

  /** The first `count`, as requests to `url`. */
  requests(url: string, count: number): Buffer[] {
    return this.slice(url, 0, count)
  }

  /** Those from number `from` up to number `to`. */
  slice(url: string, from: number, to: number): Buffer[] {
    return Array.from({ length: to - from }, (_, i) => {
      const { body, headers } = this.#webhook(from + i)
      return requestBytes(url, 'POST', headers, body)
    })
  }

  #webhook(n: number) {
    const known = this.#made[n]
    if (known !== undefined) return known
    const sample = outboundSms({ locationId: locationId(n), at: this.#at, n })
    const body = JSON.stringify({ ...sample, messageId: crypto.randomUUID() })
    const webhook = { body, headers: signHighLevel(body, this.#keys) }
    this.#made[n] = webhook
    return webhook
  }
}
