import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { parseOr } from '../http/validate.ts'
import { statementFile } from '../portal/statement-paper.ts'
import { readStatement } from '../statements/read-statement.ts'
import { statementCsv } from '../statements/statement-csv.ts'
import { StatementQuery } from '../statements/statement-shape.ts'
import { agencyView, clientView } from '../statements/views.ts'

/** A client's month: usage, money, balances; as JSON, as CSV or as PDF, by `format` or the header Accept. */
export const statementRoutes = () =>
  new Hono<AppEnv>().get('/clients/:id/statement', requireStaff('viewer'), async (c) => {
    const query = parseOr(StatementQuery, c.req.query())
    const { ctx } = c.var
    const statement = await readStatement(ctx, staffOf(c).agencyId, c.req.param('id'), query.month)
    const format = query.format ?? accepted(c.req.header('accept') ?? '')
    // A PDF is made to be handed over: cost and margin are never in it (HL-15).
    if (format === 'pdf') return statementFile(clientView(statement, query.lang), query.lang, ctx.now())
    const view = query.view === 'client' ? clientView(statement, query.lang) : agencyView(statement)
    if (format === 'json') return c.json(view)
    return c.body(statementCsv(view), 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="statement-${statement.key}.csv"`,
    })
  })

function accepted(accept: string): 'json' | 'csv' | 'pdf' {
  if (/(^|[\s,])text\/csv\b/.test(accept)) return 'csv'
  return /(^|[\s,])application\/pdf\b/.test(accept) ? 'pdf' : 'json'
}
