import * as contract from '../../shared/contract/index.ts'
import { DayQuery } from '../clients/list-days.ts'
import type { Operation } from './operation.ts'

/** The routes for what stands in a CRM's own pages. */
export const OVERLAY_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/directory/:system/:account',
    id: 'findAccount',
    summary:
      'The client that an account of an outside system stands for (a source at CloseBot, a sub-account)',
    tag: 'Clients',
    access: 'viewer',
    status: 200,
    answer: contract.DirectoryEntry,
    refusals: ['not_found'],
  },
  {
    method: 'put',
    path: '/v1/directory/:system/:account',
    id: 'connectAccount',
    summary:
      "Say that an account of an outside system is a client's from now on; one that is another client's moves from the one that is named",
    tag: 'Clients',
    access: 'owner',
    body: contract.ConnectAccount,
    status: 200,
    answer: contract.DirectoryEntry,
    refusals: [
      'not_found',
      'role_forbids',
      'session_ended',
      'account_connected',
      'account_imported',
      'version_conflict',
    ],
  },
  {
    method: 'delete',
    path: '/v1/directory/:system/:account',
    id: 'disconnectAccount',
    summary: "Say that an account of an outside system is nobody's any more; answers whose it was",
    tag: 'Clients',
    access: 'owner',
    query: contract.DisconnectAccount,
    status: 200,
    answer: contract.DirectoryEntry,
    refusals: ['not_found', 'role_forbids', 'session_ended', 'account_imported', 'version_conflict'],
  },
  {
    method: 'get',
    path: '/v1/platform-wallets',
    id: 'getPlatformWallets',
    summary:
      "What clients hold in HighLevel's wallets, as read within the last minute, and what they hold in our ledger",
    tag: 'Operations',
    access: 'staff',
    status: 200,
    answer: contract.PlatformWallets,
    refusals: ['role_forbids'],
  },
  {
    method: 'get',
    path: '/v1/services/totals',
    id: 'listServiceTotals',
    summary: 'What each service cost and brought over the last days, all clients together',
    tag: 'Clients',
    access: 'viewer',
    query: DayQuery,
    status: 200,
    answer: contract.ServiceTotals,
    refusals: [],
  },
]
