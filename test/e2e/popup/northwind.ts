import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { DayList } from '../../../shared/contract/days.ts'
import { sampleDetail, sampleOverview, sampleServices } from '../../support/browser-samples.ts'
import { startTestWorker, type TestWorker } from '../../support/browser-worker.ts'

const client = (
  name: string,
  balance: string,
  runwayDays: string | null,
  status: ClientOverview['status'],
): ClientOverview =>
  sampleOverview(0, {
    id: `loc-${name.toLowerCase().replaceAll(' ', '-')}`,
    name,
    status,
    runwayDays,
    balance,
    month: { cost: '40', price: '42', fees: '1.52', profit: '0.48', margin: '0.0114', events: 900 },
  })

const CLIENTS: readonly ClientOverview[] = [
  client('Alder Dental', '182.4', '41.5', 'ok'),
  client('Birch Plumbing', '6.125', '1.2', 'low'),
  client('Cedar Gym', '25', null, 'ok'),
  client('Elm Realty', '-3.5', '0.0', 'paymentFailed'),
  client('Fir Motors', '74.9', '8.4', 'ok'),
  client('Hazel Salon', '12', '3.1', 'reloading'),
]

/** Two of the last 30 days: 240 of cost at 1.05, so that what-if can be checked by hand. */
const DAYS: DayList = {
  from: '2026-10-23',
  to: '2026-11-21',
  series: [
    {
      currency: 'USD',
      isComplete: true,
      days: [
        { day: '2026-11-20', cost: '100', price: '105', fees: '3.8', events: 900 },
        { day: '2026-11-21', cost: '140', price: '147', fees: '5.32', events: 4500 },
      ],
    },
  ],
}

/** The test worker of an agency with six clients, of which two need a look. */
export const startNorthwind = (): Promise<TestWorker> =>
  startTestWorker(
    CLIENTS.map((overview) => sampleDetail(overview, sampleServices())),
    { agency: 'Northwind Growth', days: DAYS },
  )
