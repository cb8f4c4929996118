import type { Statement } from '../db/client.ts'
import { type Scope, scopeArg, scopedSql } from './scope.ts'

/**
 * What losses are reckoned from: the clients with their reload and thresholds, their sums per service, the terms that
 * hold now, and the exchange rates. From the kept day sums: what is not sealed yet waits a minute.
 * @param spans JSON [[agency, first local day, last local day]…]
 */
export function lossStatements(scope: Scope, spans: string, now: Date): Statement[] {
  const scoped = scopedSql(scope)
  const args = { scope: scopeArg(scope) }
  return [
    {
      sql: `WITH ${scoped}
            SELECT c.agency_id, c.client_id, c.currency, c.billing_mode, a.plan, a.multiplier_cap_ppm, a.fee_rule_id,
              CASE WHEN r.enabled = 1 AND r.amount > 0 THEN r.amount END AS amount,
              coalesce(own.margin_floor_ppm, every.margin_floor_ppm) AS margin_floor_ppm,
              coalesce(own.loss_floor, every.loss_floor) AS loss_floor
            FROM scoped c JOIN agency a ON a.id = c.agency_id
            LEFT JOIN reload_settings r ON r.agency_id = c.agency_id AND r.client_id = c.client_id
            LEFT JOIN alert_threshold own ON own.agency_id = c.agency_id AND own.client_id = c.client_id
            LEFT JOIN alert_threshold every ON every.agency_id = c.agency_id AND every.client_id = '*'`,
      args,
    },
    {
      sql: `WITH ${scoped}, agencies AS (SELECT DISTINCT agency_id FROM scoped)
            SELECT s.agency_id, s.client_id, s.service, s.currency, s.cost_currency, sum(s.cost) AS cost,
              sum(s.price) AS price
            FROM json_each(:spans) j JOIN agencies g ON g.agency_id = j.value ->> 0
            JOIN day_sum s ON s.agency_id = g.agency_id AND s.day BETWEEN j.value ->> 1 AND j.value ->> 2
            WHERE (s.agency_id, s.client_id) IN (SELECT agency_id, client_id FROM scoped)
            GROUP BY s.agency_id, s.client_id, s.service, s.currency, s.cost_currency`,
      args: { ...args, spans },
    },
    {
      sql: `WITH ${scoped}, wanted AS (
              SELECT agency_id, client_id FROM scoped UNION SELECT agency_id, '*' FROM scoped
            ), aged AS (
              SELECT t.agency_id, t.client_id, t.service, t.billed_by, t.rule, row_number() OVER (
                PARTITION BY t.agency_id, t.client_id, t.service ORDER BY t.valid_from DESC, t.number DESC) AS age
              FROM wanted w JOIN service_terms t ON t.agency_id = w.agency_id AND t.client_id = w.client_id
              WHERE t.valid_from <= :now
            ) SELECT agency_id, client_id, service, billed_by, rule FROM aged
            WHERE age = 1 AND billed_by <> 'default'`,
      args: { ...args, now: BigInt(now.getTime()) },
    },
    {
      sql: `SELECT agency_id, base, quote, rate FROM fx_rate WHERE valid_from <= :now ORDER BY valid_from, id`,
      args: { now: BigInt(now.getTime()) },
    },
  ]
}
