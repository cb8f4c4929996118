import { z } from 'zod'
import { LinkRequest, PortalLink } from '../portal/create-link.ts'
import { AgencyStatement, ClientStatement, StatementQuery } from '../statements/statement-shape.ts'
import type { Operation } from './operation.ts'

/** What a client gets to see: its statement, and the way to its own pages. */
export const STATEMENT_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/clients/:id/statement',
    id: 'getStatement',
    summary:
      'A month of a client: usage, money and balances; as CSV or PDF by `format=csv`, `format=pdf` or the header Accept',
    tag: 'Clients',
    access: 'viewer',
    query: StatementQuery,
    status: 200,
    answer: z.discriminatedUnion('view', [AgencyStatement, ClientStatement]),
    asCsv: true,
    asPdf: true,
    refusals: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/clients/:id/portal-link',
    id: 'createPortalLink',
    summary: 'A link with which a client signs in to its own pages, once',
    tag: 'Clients',
    access: 'staff',
    body: LinkRequest,
    status: 201,
    answer: PortalLink,
    refusals: ['role_forbids', 'not_found', 'session_ended'],
  },
]
