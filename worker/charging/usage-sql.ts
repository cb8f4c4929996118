/** SQL over `client c`: what open invoices collect of what it owes. */
const INVOICED = `(
        SELECT coalesce(sum(i.amount), 0) FROM charge i WHERE i.agency_id = c.agency_id AND i.client_id = c.id
          AND i.purpose = 'invoice' AND i.state NOT IN ('succeeded', 'canceled'))`

/**
 * SQL over `client c`: no time in which it was post-paid waits for its invoice. Else that usage would be charged now and
 * invoiced again. Parameter: :now.
 */
export const ALL_INVOICED = `NOT EXISTS (
        SELECT 1 FROM billing_mode m WHERE m.agency_id = c.agency_id AND m.client_id = c.id AND m.mode = 'postpaid'
          AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.agency_id = c.agency_id AND i.client_id = c.id
            AND i.period_end >= coalesce((SELECT min(n.valid_from) FROM billing_mode n
              WHERE n.agency_id = m.agency_id AND n.client_id = m.client_id AND n.valid_from > m.valid_from), :now)))`

/**
 * What clients on demand owe and can be charged now, as SQL: the receivable cut down to what the currency can be charged
 * in (also what is left of that mode after a switch to another); the rest stays owed, so Σ charged + residual = Σ rated. Below the minimum it accumulates (W8, CE-11).
 * Made with the SQL of `accountTakesCharges`. Named parameters: :agency, :now (ms), :clients (JSON [[client id, charge id], …]),
 * :grains (JSON [[currency, grain, least, most], …], nano as decimal text), :sweepAt (ms).
 */
export const prepareUsageCharges = (takesCharges: string) => `
  INSERT INTO charge (agency_id, id, client_id, purpose, amount, currency, state, provider, account, customer_id,
    method_id, idempotency_key, fee_is_estimate, sends, next_try_at, created_at)
  WITH owing AS (
    SELECT c.agency_id, c.id AS client_id, c.currency, json_extract(j.value, '$[1]') AS charge_id,
      p.provider, p.account, p.customer_id, p.method_id, b.balance - ${INVOICED} AS owed,
      CAST(json_extract(g.value, '$[1]') AS INTEGER) AS grain,
      CAST(json_extract(g.value, '$[2]') AS INTEGER) AS least,
      CAST(json_extract(g.value, '$[3]') AS INTEGER) AS most
    FROM json_each(:clients) j
    JOIN client c ON c.agency_id = :agency AND c.id = json_extract(j.value, '$[0]')
      AND c.billing_mode <> 'postpaid' AND c.suspended = 0
    JOIN json_each(:grains) g ON json_extract(g.value, '$[0]') = c.currency
    JOIN payment_customer p ON p.agency_id = c.agency_id AND p.client_id = c.id AND p.method_id IS NOT NULL
      AND ${takesCharges}
    JOIN client_balance b ON b.agency_id = c.agency_id AND b.client_id = c.id
      AND b.account = 'receivables' AND b.currency = c.currency
    WHERE NOT EXISTS (
        SELECT 1 FROM reload_pause z
        WHERE z.agency_id = c.agency_id AND z.client_id = c.id AND (z.until IS NULL OR z.until > :now)
      )
      AND ${ALL_INVOICED}
      AND NOT EXISTS (
        SELECT 1 FROM charge o WHERE o.agency_id = c.agency_id AND o.client_id = c.id AND o.purpose = 'usage'
          AND o.state IN ('prepared', 'sent', 'processing', 'actionRequired')
      )
  )
  SELECT agency_id, charge_id, client_id, 'usage', min(owed, most) / grain * grain, currency, 'prepared', provider,
    account, customer_id, method_id, 'usage:' || charge_id || ':1', 0, 0, :sweepAt, :now
  FROM owing WHERE owed >= least
  ON CONFLICT DO NOTHING
  RETURNING id, client_id, amount`
