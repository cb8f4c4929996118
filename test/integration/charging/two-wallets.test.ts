/** CB-10 W13: the client's wallet pays the agency, the agency's wallet pays the platform; both stand in one ledger. */
import { expect, test } from 'vitest'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import { recordUsage } from '../../../worker/usage/record.ts'
import { benchOfEach } from './each-bench.ts'
import { accountsOf, balanceOf, brokenBooks, drain, signIn, stripePost, usd } from './support.ts'

const bench = benchOfEach()

/** Service, quantity, what one costs the agency, what one costs the client. */
const MONTH = [
  ['bot.response', '1000', '0.006', '0.02'],
  ['bot.seat', '2', '4.968', '100'],
  ['bot.storage', '100', '0.18', '0'],
  ['bot.tokens', '1', '4.20', '0'],
] as const

test('CB-10 HL-05 W13 a month of 220.00: cost 38.136, gross profit 181.864, after the card fee 175.184', async () => {
  const agencyId = 'two-wallets'
  const { id } = await stripePost(bench, '/v1/customers', { name: 'Client' })
  const methodId = bench.stripe.giveMethod(id, 'pm_card_visa')
  await seedAgency(bench.ctx.db, { id: agencyId }, bench.at)
  await seedClient(
    bench.ctx.db,
    agencyId,
    {
      id: 'client-1',
      payment: { customerId: id, methodId },
      services: Object.fromEntries(
        MONTH.map(([service, , , price]) => [
          service,
          { billedBy: 'ledger' as const, rule: { kind: 'unitPrice' as const, unitPrice: price } },
        ]),
      ),
    },
    bench.at,
  )
  const wallet = { agencyId, clientId: 'client-1', customerId: id, methodId }
  const staff = await signIn(bench, wallet)
  expect((await staff('POST', '/clients/client-1/top-ups', { amount: '220' })).json).toMatchObject({
    state: 'succeeded',
    fee: '6.68',
  })
  bench.at = new Date(bench.at.getTime() + 60_000)
  const results = await recordUsage(
    bench.ctx,
    agencyId,
    MONTH.map(([service, quantity, unitCost]) => ({
      source: 'closebot',
      system: 'closebot',
      account: 'client-1',
      agencyId,
      clientId: 'client-1',
      id: service,
      service,
      quantity,
      occurredAt: bench.at.toISOString(),
      receivedAt: bench.at.toISOString(),
      ownTime: true,
      repeatWindowDays: 3,
      unitCost,
      estimated: false,
      attributes: {},
    })),
  )
  expect(results.map(({ outcome }) => outcome)).toEqual(['posted', 'posted', 'posted', 'posted'])
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  // The client's wallet is used up; the platform's is down by the cost, whatever the client pays.
  expect(await balanceOf(bench, wallet)).toBe(0n)
  const accounts = await accountsOf(bench, wallet)
  expect(accounts['platform:closebot']).toBe(-usd('38.136'))
  const sum = (prefix: string) =>
    Object.entries(accounts)
      .filter(([name]) => name.startsWith(prefix))
      .reduce((total, [, amount]) => total + amount, 0n)
  expect(-sum('revenue:') - sum('cost:')).toBe(usd('181.864'))
  expect(-sum('revenue:') - sum('cost:') - sum('fees:')).toBe(usd('175.184'))
  expect(accounts['stripe:clearing']).toBe(usd('213.32'))
  expect(await brokenBooks(bench)).toEqual([])
})
