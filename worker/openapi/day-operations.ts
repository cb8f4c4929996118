import { DayList, ProfitLines } from '../../shared/contract/days.ts'
import { DayQuery } from '../clients/list-days.ts'
import { ClientDayQuery } from '../clients/list-profits.ts'
import type { Operation } from './operation.ts'

const base = { method: 'get', tag: 'Clients', access: 'viewer', query: DayQuery, status: 200 } as const

/** The routes that tell usage day by day, in the agency's time zone. */
export const DAY_OPERATIONS: readonly Operation[] = [
  {
    ...base,
    path: '/v1/days',
    id: 'listDays',
    summary: 'What the last days cost and brought, all clients together, by currency',
    answer: DayList,
    refusals: [],
  },
  {
    ...base,
    path: '/v1/clients/:id/days',
    id: 'listClientDays',
    summary: 'What the last days of one client cost and brought',
    answer: DayList,
    refusals: ['not_found'],
  },
  {
    ...base,
    path: '/v1/days/clients',
    id: 'listClientProfits',
    summary: 'Profit after fees of the last days, a line for each of up to 50 clients',
    query: ClientDayQuery,
    answer: ProfitLines,
    refusals: [],
  },
  {
    ...base,
    path: '/v1/days/services',
    id: 'listServiceProfits',
    summary: 'Profit after fees of the last days, a line for each service, all clients together',
    answer: ProfitLines,
    refusals: [],
  },
  {
    ...base,
    path: '/v1/clients/:id/days/services',
    id: 'listClientServiceProfits',
    summary: 'Profit after fees of the last days of one client, a line for each service',
    answer: ProfitLines,
    refusals: ['not_found'],
  },
]
