/** The worker in workerd, an agency with staff, and a receiver for mails and webhooks on this machine. */
import { Webhook } from 'standardwebhooks'
import { listen, readBody } from '../../../dev/net/http.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import type { Context } from '../../../worker/context.ts'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import { type Api, startApi } from '../api/support.ts'

export interface Letter {
  readonly from: string
  readonly to: string[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface Received {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

export interface Inbox {
  readonly url: string
  readonly received: Received[]
  /** Answers of the next requests to a path; then 204. */
  readonly answers: Map<string, number[]>
  letters(to: string): Letter[]
  hooks(path: string): Received[]
  close(): Promise<void>
}

/** Takes whatever is posted to it. Imitates an HTTP mail provider at /mail, and receivers of webhooks elsewhere. */
export async function startInbox(): Promise<Inbox> {
  const received: Received[] = []
  const answers = new Map<string, number[]>()
  const server = await listen((request, response) => {
    const take = async () => {
      const path = request.url ?? ''
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value]] : [],
        ),
      )
      received.push({ path, headers, body: (await readBody(request, 1024 * 1024)) ?? '' })
      response.writeHead(answers.get(path)?.shift() ?? 204).end()
    }
    take().catch(() => response.writeHead(500).end())
  })
  return {
    url: server.url,
    received,
    answers,
    letters: (to) =>
      received
        .filter(({ path }) => path === '/mail')
        .map(({ body }) => JSON.parse(body) as Letter)
        .filter((letter) => letter.to.includes(to)),
    hooks: (path) => received.filter((one) => one.path === path),
    close: () => server.close(),
  }
}

export const SECRETS_KEY = btoa(String.fromCharCode(...Array.from({ length: 32 }, (_, i) => i * 7)))

export async function startAlerts(): Promise<{ api: Api; inbox: Inbox }> {
  const inbox = await startInbox()
  const api = await startApi({
    SECRETS_KEY,
    MAIL_FROM: 'alerts@agency.example',
    MAIL_API_URL: `${inbox.url}/mail`,
    MAIL_API_TOKEN: 'a token for tests',
  })
  return { api, inbox }
}

/** The first that are set: nothing stands there yet. */
export const SETTINGS = {
  version: 0,
  locale: 'en',
  emails: [] as string[],
  webhook: null as { url: string } | null,
  muted: [] as string[],
  thresholds: {
    lowBalance: null as string | null,
    runwayDays: null as number | null,
    marginFloor: null as string | null,
    lossFloor: null as string | null,
  },
}

/** Moves a client's wallet by hand. */
export async function moveWallet(
  ctx: Context,
  agencyId: string,
  clientId: string,
  amount: string,
  currency = 'USD',
) {
  const nano = parseNano(amount)
  await ctx.db.writeBatch(
    transferStatements(ctx, {
      agencyId,
      kind: 'adjustment',
      reference: 'test',
      clientId,
      entries: [
        { account: 'wallets', currency, amount: -nano },
        { account: 'test', currency, amount: nano },
      ],
      clientMoves: [{ clientId, account: 'wallets', currency, amount: nano }],
    }),
  )
}

/** What a receiver checks: throws unless it is signed with the secret. The clock of the test is not the library's. */
export function checkSignature(
  secret: string,
  hook: Received,
): { type: string; data: Record<string, string> } {
  const { 'webhook-id': id = '', 'webhook-timestamp': at = '', 'webhook-signature': signature } = hook.headers
  const expected = new Webhook(secret).sign(id, new Date(Number(at) * 1000), hook.body)
  if (signature !== expected) throw new Error('the signature does not match')
  return JSON.parse(hook.body) as { type: string; data: Record<string, string> }
}
