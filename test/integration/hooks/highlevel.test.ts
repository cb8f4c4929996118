import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  appInstall,
  inboundSms,
  internalComment,
  outboundCall,
  outboundEmail,
  outboundSms,
  outboundSmsCustomProvider,
  outboundSmsLabelledInbound,
  voicemail,
} from '../../../dev/highlevel/samples.ts'
import { signHighLevel } from '../../../dev/highlevel/webhooks.ts'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import { type TestWorker, startWorker } from '../../support/worker.ts'

const LONG_AGO = new Date('2026-01-01T00:00:00Z')

describe('POST /hooks/highlevel', () => {
  let worker: TestWorker
  let next = 0
  /** A location of its own for each test. */
  const location = async () => {
    next += 1
    const id = `testLocation${String(next).padStart(6, '0')}`
    await seedAgency(worker.db, { id: `agency-${next}` }, LONG_AGO)
    const rule = { kind: 'multiplier', multiplier: '1.5' } as const
    await seedClient(
      worker.db,
      `agency-${next}`,
      {
        id: `client-${next}`,
        location: id,
        services: {
          'sms.outbound': { billedBy: 'ledger', rule },
          'call.outbound': { billedBy: 'ledger', rule },
        },
      },
      LONG_AGO,
    )
    return { id, agency: `agency-${next}` }
  }
  const lines = (agency: string) =>
    worker.rows(
      'SELECT id, client_id, service, quantity, cost, price, estimated FROM usage_event WHERE agency_id = ? ORDER BY seq',
      [agency],
    )
  const posted = (agency: string, count: number) =>
    worker.until(
      `${count} lines`,
      () => lines(agency),
      (found) => found.length >= count,
    )

  beforeAll(async () => {
    worker = await startWorker()
  })
  afterAll(() => worker.close())

  it('takes a signed SMS, rates it by segments and posts it, marked as an estimate', async () => {
    const { id, agency } = await location()
    const reply = await worker.sendHighLevel({
      ...outboundSms({ locationId: id }),
      messageId: 'm1',
      body: 'x'.repeat(161),
    })
    expect([reply.status, await reply.json()]).toEqual([202, { outcome: 'queued' }])
    expect(await posted(agency, 1)).toEqual([
      {
        id: 'm1',
        client_id: `client-${next}`,
        service: 'sms.outbound',
        quantity: '2',
        cost: 14_940_000n,
        price: 22_410_000n,
        estimated: 1n,
      },
    ])
  })

  it('takes the legacy RSA signature where the current one is absent', async () => {
    const { id, agency } = await location()
    const reply = await worker.sendHighLevel(outboundCall({ locationId: id, callDuration: 61 }), 'rsa')
    expect(reply.status).toBe(202)
    expect(await posted(agency, 1)).toMatchObject([
      { service: 'call.outbound', quantity: '2', cost: 33_200_000n, price: 49_800_000n },
    ])
  })

  it('X-01: the same delivery, and another delivery of the same message, change nothing', async () => {
    const { id, agency } = await location()
    const sms = outboundSms({ locationId: id })
    for (const body of [sms, sms, { ...sms, webhookId: 'another-delivery' }]) await worker.sendHighLevel(body)
    await worker.sendHighLevel(outboundSms({ locationId: id, n: 2 }))
    await posted(agency, 2)
    const counts = await worker.until(
      'three outcomes',
      () =>
        worker.rows(
          'SELECT outcome, sum(events) AS events FROM outcome_count WHERE agency_id = ? GROUP BY outcome ORDER BY outcome',
          [agency],
        ),
      (found) => found.reduce((sum, row) => sum + Number(row['events']), 0) === 4,
    )
    expect(counts).toEqual([
      { outcome: 'duplicate', events: 2n },
      { outcome: 'posted', events: 2n },
    ])
  })

  it('the same message with another body is a conflict: the books keep the first, and the log says so', async () => {
    const { id, agency } = await location()
    await worker.sendHighLevel(outboundSms({ locationId: id, messageId: 'm1' }))
    await posted(agency, 1)
    await worker.sendHighLevel(outboundSms({ locationId: id, messageId: 'm1', body: 'y'.repeat(400) }))
    await worker.until(
      'the log line',
      async () => worker.house.logs().join('\n'),
      (log) => log.includes('usage_conflict') && log.includes(agency),
    )
    expect(await lines(agency)).toMatchObject([{ id: 'm1', quantity: '1' }])
  })

  it('knows messages without an id: e-mail by its own, SMS by the delivery, else by the body', async () => {
    const { id, agency } = await location()
    await worker.sendHighLevel(
      outboundEmail({ locationId: id, shape: 'docs', to: ['a@example.com', 'b@example.com'] }),
    )
    await worker.sendHighLevel(outboundEmail({ locationId: id, shape: 'portal', n: 2, to: 'a@example.com' }))
    await worker.sendHighLevel(outboundSmsLabelledInbound({ locationId: id, n: 3 }))
    const bare = outboundSms({ locationId: id, messageId: undefined, n: 4 }) as Record<string, unknown>
    delete bare['webhookId']
    await worker.sendHighLevel(bare)
    await worker.sendHighLevel(bare)
    const found = await posted(agency, 4)
    expect(found.map(({ id, service }) => [service, String(id).slice(0, 6)]).sort()).toEqual([
      ['email.outbound', 'fakeEm'],
      ['email.outbound', 'fakeEm'],
      ['sms.outbound', 'fakeWe'],
      ['sms.outbound', 'sha256'],
    ])
    expect(found.find(({ service }) => service === 'email.outbound')).toMatchObject({
      cost: 675_000n,
      price: 0n,
    })
  })

  it('never prices a custom provider as LC', async () => {
    const { id, agency } = await location()
    await worker.sendHighLevel(outboundSmsCustomProvider({ locationId: id }))
    await worker.sendHighLevel(outboundSms({ locationId: id, n: 2, messageTypeString: 'TYPE_CUSTOM_SMS' }))
    expect(await posted(agency, 2)).toMatchObject([
      { service: 'custom.sms', cost: 0n, price: 0n },
      { service: 'custom.sms', cost: 0n, price: 0n },
    ])
  })

  it.each([
    ['an internal comment', internalComment({}), 'internal_comment'],
    ['a call nobody took', outboundCall({ callDuration: 0 }), 'no_talk_time'],
    [
      'a chat',
      outboundSms({ messageType: 'Live_Chat', messageTypeString: 'TYPE_LIVE_CHAT' }),
      'not_metered_by_webhook',
    ],
    ['another event', appInstall({}), 'not_usage'],
  ])('%s is no usage, and the answer says why', async (_what, payload, reason) => {
    const { id, agency } = await location()
    const reply = await worker.sendHighLevel({ ...payload, locationId: id })
    expect([reply.status, await reply.json()]).toEqual([202, { outcome: 'ignored', reason }])
    expect(await lines(agency)).toEqual([])
  })

  it('counts inbound SMS, MMS and a voicemail drop', async () => {
    const { id, agency } = await location()
    await worker.sendHighLevel(inboundSms({ locationId: id }))
    await worker.sendHighLevel(
      outboundSms({ locationId: id, n: 2, attachments: ['https://example.com/a.png'] }),
    )
    await worker.sendHighLevel(voicemail({ locationId: id, n: 3 }))
    await worker.sendHighLevel(outboundSms({ locationId: id, n: 4, body: '😀'.repeat(40) }))
    const found = await posted(agency, 4)
    expect(found.map(({ service, quantity }) => `${service} ${quantity}`).sort()).toEqual([
      'mms.outbound 1',
      'sms.inbound 1',
      'sms.outbound 2',
      'voicemail.drop 1',
    ])
  })

  it('keeps the usage of an account nobody has claimed, with the reason', async () => {
    await worker.sendHighLevel(outboundSms({ locationId: 'nobodysLocation001' }))
    const kept = await worker.until(
      'the dead letter',
      () => worker.rows("SELECT queue, reason, body FROM dead_letter WHERE body LIKE '%nobodysLocation001%'"),
      (found) => found.length > 0,
    )
    expect(kept).toMatchObject([{ queue: 'usage', reason: 'unknown_account' }])
    expect(String(kept[0]?.['body'])).not.toContain('appointment')
  })

  describe('refuses, leaving no trace but a log line', () => {
    const everything = () =>
      worker.rows(
        'SELECT (SELECT count(*) FROM usage_event) AS lines, (SELECT count(*) FROM dead_letter) AS dead, (SELECT journal FROM ledger_head) AS journal',
      )
    const sign = (body: string) => {
      if (worker.house.highlevelKeys === null) throw new Error('no keys')
      return signHighLevel(body, worker.house.highlevelKeys)
    }
    const genuine = () => JSON.stringify(outboundSms({ locationId: 'testLocation000001' }))

    it.each([
      [
        'a forged signature',
        401,
        'signature_invalid',
        () => ({ body: genuine(), headers: { 'x-ghl-signature': Buffer.alloc(64, 7).toString('base64') } }),
      ],
      [
        'a signature that is no base64',
        401,
        'signature_invalid',
        () => ({ body: genuine(), headers: { 'x-ghl-signature': '%%%' } }),
      ],
      [
        'an altered body',
        401,
        'signature_invalid',
        () => ({ body: genuine().replace('tomorrow', 'tonight '), headers: sign(genuine()) }),
      ],
      ['no signature', 401, 'signature_missing', () => ({ body: genuine(), headers: {} })],
      [
        'an unsigned marker',
        401,
        'signature_missing',
        () => ({ body: genuine(), headers: { 'x-ghl-signature': 'N/A' } }),
      ],
      [
        'a forged new signature beside a good old one',
        401,
        'signature_invalid',
        () => {
          if (worker.house.highlevelKeys === null) throw new Error('no keys')
          const body = genuine()
          return {
            body,
            headers: {
              ...signHighLevel(body, worker.house.highlevelKeys, 'rsa'),
              'x-ghl-signature': Buffer.alloc(64, 7).toString('base64'),
            },
          }
        },
      ],
      [
        'text that is no JSON',
        400,
        'malformed_body',
        () => ({ body: '{"type":', headers: sign('{"type":') }),
      ],
      [
        'a message without a location',
        400,
        'invalid_request',
        () => {
          const body = JSON.stringify({ ...outboundSms({}), locationId: undefined })
          return { body, headers: sign(body) }
        },
      ],
      [
        'a body too large',
        413,
        'body_too_large',
        () => {
          const body = JSON.stringify(outboundSms({ body: 'x'.repeat(600_000) }))
          return { body, headers: sign(body) }
        },
      ],
      [
        'a time in the future',
        422,
        'webhook_from_future',
        () => {
          const body = JSON.stringify(outboundSms({ at: '2999-01-01T00:00:00.000Z' }))
          return { body, headers: sign(body) }
        },
      ],
    ])('%s', async (_what, status, code, make) => {
      const before = await everything()
      const { body, headers } = make()
      const reply = await worker.fetch('/hooks/highlevel', {
        method: 'POST',
        body,
        headers: headers as Record<string, string>,
      })
      expect(reply.headers.get('content-type')).toBe('application/problem+json')
      const problem = (await reply.json()) as Record<string, unknown>
      expect([reply.status, problem['status'], problem['code']]).toEqual([status, status, code])
      expect(String(problem['detail']).length).toBeGreaterThan(20)
      expect(await everything()).toEqual(before)
      await worker.until(
        'the log line',
        async () => worker.house.logs().join('\n'),
        (log) => log.includes(String(problem['requestId'])),
      )
    })

    it('puts no message text, number or address into the log', () => {
      const log = worker.house.logs().join('\n')
      expect(log).toContain('"event":"refused"')
      for (const secret of ['appointment', '+1555', '@example.com', worker.house.sessionSecret])
        expect(log).not.toContain(secret)
    })
  })
})
