import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { parseOr } from '../http/validate.ts'
import { readStatement } from '../statements/read-statement.ts'
import { statementCsv } from '../statements/statement-csv.ts'
import { StatementQuery } from '../statements/statement-shape.ts'
import { agencyView, clientView } from '../statements/views.ts'

/** A client's month: usage, money, balances; as JSON, or as CSV by `format=csv` or `Accept: text/csv`. */
export const statementRoutes = () =>
  new Hono<AppEnv>().get('/clients/:id/statement', requireStaff('viewer'), async (c) => {
    const query = parseOr(StatementQuery, c.req.query())
    const statement = await readStatement(c.var.ctx, staffOf(c).agencyId, c.req.param('id'), query.month)
    const view = query.view === 'client' ? clientView(statement, query.lang) : agencyView(statement)
    const wantsCsv =
      query.format === 'csv' || (query.format === undefined && acceptsCsv(c.req.header('accept')))
    if (!wantsCsv) return c.json(view)
    return c.body(statementCsv(view), 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="statement-${statement.key}.csv"`,
    })
  })

const acceptsCsv = (accept: string | undefined) => accept !== undefined && /(^|[\s,])text\/csv\b/.test(accept)
