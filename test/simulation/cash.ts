/** Cash and the jobs of the clock: top-ups, payments of what is owed, reloads, sealing. */
import { endPause } from '../../worker/charging/pause.ts'
import { settleAfterUsage } from '../../worker/charging/after-usage.ts'
import { sealLedger } from '../../worker/ledger/seal.ts'
import { transferStatements } from '../../worker/ledger/transfer.ts'
import { sendQuietly } from './usage.ts'
import { Difference } from './difference.ts'
import type { Agency, Stage } from './stage.ts'

const NANO_PER_MINOR: Readonly<Record<string, bigint>> = {
  USD: 10_000_000n,
  EUR: 10_000_000n,
  JPY: 1_000_000_000n,
  KWD: 1_000_000n,
}

interface Moved {
  readonly kind: string
  readonly clientId: string
  readonly currency: string
  readonly entries: Readonly<Record<string, bigint>>
  readonly moves: Partial<Record<'wallets' | 'receivables', bigint>>
}

/** A top-up by bank, a refund, or a gift. */
export async function moveCash(stage: Stage): Promise<void> {
  const { random } = stage
  const agency = random.pick(stage.agencies)
  const { id: clientId, currency } = random.pick(agency.clients)
  const amount = BigInt(random.int(1, 9_000)) * (NANO_PER_MINOR[currency] ?? 1n)
  const vat = (amount * 19n) / 119n
  const [kind, entries, move] = random.weighted<[string, Record<string, bigint>, bigint]>([
    [5, ['topUp', { bank: amount, wallets: -amount }, amount]],
    [2, ['topUp', { bank: amount, vat: -vat, wallets: vat - amount }, amount - vat]],
    [1, ['refund', { bank: -amount, wallets: amount }, -amount]],
    [1, ['grant', { 'credits:granted': amount, wallets: -amount }, amount]],
  ])
  stage.counts.operations += 1
  await transfer(stage, agency, { kind, clientId, currency, entries, moves: { wallets: move } })
}

/** A refund that leaves a wallet whole reload steps below its threshold: then one step more is due. */
export async function drain(stage: Stage): Promise<void> {
  const { random } = stage
  const agency = random.pick(stage.agencies)
  const [wallets] = await stage.quiet.db.readBatch([
    {
      sql: `SELECT s.client_id, c.currency, b.balance - s.threshold + s.amount * ? AS over
            FROM reload_settings s JOIN client c ON c.agency_id = s.agency_id AND c.id = s.client_id
            JOIN client_balance b ON b.agency_id = s.agency_id AND b.client_id = s.client_id
              AND b.account = 'wallets' AND b.currency = c.currency
            WHERE s.agency_id = ? ORDER BY s.client_id`,
      args: [BigInt(random.int(1, 3)), agency.id],
    },
  ])
  const rows = (wallets?.rows ?? []).filter((row) => (row['over'] as bigint) > 0n)
  if (rows.length === 0) return
  const row = random.pick(rows)
  const [clientId, currency, over] = [
    String(row['client_id']),
    String(row['currency']),
    row['over'] as bigint,
  ]
  stage.counts.operations += 1
  const entries = { bank: -over, wallets: over }
  await transfer(stage, agency, { kind: 'refund', clientId, currency, entries, moves: { wallets: -over } })
  await stage.attempt((ctx) => settleAfterUsage(ctx, agency.id, [clientId]))
}

/** What is owed is paid in whole minor units; the rest, less than one, stays owed. */
export async function payOwed(stage: Stage): Promise<void> {
  const agency = stage.random.pick(stage.agencies)
  const [owed] = await stage.quiet.db.readBatch([
    {
      sql: `SELECT client_id, currency, balance FROM client_balance
            WHERE agency_id = ? AND account = 'receivables' AND balance > 0 ORDER BY client_id, currency`,
      args: [agency.id],
    },
  ])
  for (const row of owed?.rows ?? []) {
    const currency = String(row['currency'])
    const balance = row['balance'] as bigint
    const amount = balance - (balance % (NANO_PER_MINOR[currency] ?? 1n))
    if (amount === 0n) continue
    stage.counts.operations += 1
    const clientId = String(row['client_id'])
    const entries = { bank: amount, receivables: -amount }
    await transfer(stage, agency, {
      kind: 'payment',
      clientId,
      currency,
      entries,
      moves: { receivables: -amount },
    })
  }
}

async function transfer(stage: Stage, agency: Agency, moved: Moved): Promise<void> {
  const { kind, clientId, currency, entries, moves } = moved
  const reference = stage.newId('ref')
  await stage.attempt((ctx) =>
    ctx.db.writeBatch(
      transferStatements(ctx, {
        agencyId: agency.id,
        kind,
        reference,
        clientId,
        entries: Object.entries(entries).map(([account, amount]) => ({ account, currency, amount })),
        clientMoves: Object.entries(moves).map(([account, amount]) => ({
          clientId,
          account: account as 'wallets' | 'receivables',
          currency,
          amount,
        })),
      }),
    ),
  )
  stage.trace([kind, agency.id, clientId, stage.db.commits])
  if (stage.db.commits === 0) return
  stage.move({ agencyId: agency.id, clientId, currency, entries, moves })
  stage.counts.cash += 1
}

/** Every minute: wallets that a crash left low, charges whose message was lost, declines that somebody put right. */
export async function sweep(stage: Stage): Promise<void> {
  stage.counts.operations += 1
  const agency = stage.random.pick(stage.agencies)
  const clients = agency.clients.filter(({ reloads }) => reloads).map(({ id }) => id)
  await stage.attempt((ctx) => settleAfterUsage(ctx, agency.id, clients))
  const [lost] = await stage.quiet.db.readBatch([
    {
      sql: `SELECT id FROM charge WHERE agency_id = ? AND state = 'prepared' ORDER BY id`,
      args: [agency.id],
    },
  ])
  for (const row of lost?.rows ?? []) {
    const chargeId = String(row['id'])
    if (!stage.provider.knows(chargeId)) await stage.provider.take({ agencyId: agency.id, chargeId }, false)
  }
  if (clients.length > 0 && stage.random.chance(0.2)) {
    const clientId = stage.random.pick(clients)
    await stage.quiet.db.writeBatch([endPause({ agencyId: agency.id, clientId })])
  }
}

/** The sealing job, which usage or another run of it may overtake. */
export async function seal(stage: Stage): Promise<void> {
  const { random } = stage
  const agency = random.pick(stage.agencies)
  stage.counts.operations += 1
  stage.counts.seals += 1
  const other = random.chance(0.3)
    ? async () => {
        if (random.chance(0.5)) await sealLedger(stage.quiet)
        else await sendQuietly(stage, agency, [])
      }
    : null
  await stage.attempt((ctx) => sealLedger(ctx), other)
  stage.trace(['seal', stage.db.commits])
}

/** Seals all that there is. */
export async function sealAll(stage: Stage): Promise<void> {
  for (let round = 0; round < 1_000; round += 1) if ((await sealLedger(stage.quiet)) === 0) return
  throw new Difference('sealing does not come to an end')
}
