/**
 * Which wallets are short, and what to charge, as SQL: set-based, so that one statement decides for any number of
 * clients and the one writer of the database makes it atomic with the rows it reads.
 * By steps, or up to a target: then the step is the currency's grain and the amount only the least.
 * Where no reload is on but the wallet's policy is to charge now, what is missing to 0 is charged, at least the
 * currency's minimum; the caps count all the same.
 * Each is made with the SQL of `accountTakesCharges`. Named parameters: :grains (usage-sql.ts), :agency, :now (ms), :wallets (JSON [[client id, charge id], …]), :month (ms, start of the local month).
 */

/** States of a charge that may still take money. */
export const OPEN_STATES = "('prepared', 'sent', 'processing', 'actionRequired')"

const RELOAD_ON = 'coalesce(s.enabled = 1 AND s.amount > 0, 0)'

/** One row per wallet below its threshold: prepaid, with reload on or to be charged now, a method, not suspended, not paused. */
const walletsShort = (takesCharges: string) => `
  WITH wallet AS (
    SELECT c.agency_id, c.id AS client_id, c.currency, json_extract(j.value, '$[1]') AS charge_id,
      iif(${RELOAD_ON}, s.threshold, 0) AS threshold, s.charge_cap, iif(${RELOAD_ON}, s.target, 0) AS target,
      iif(${RELOAD_ON}, s.amount, CAST(json_extract(g.value, '$[2]') AS INTEGER)) AS least,
      iif(${RELOAD_ON} AND s.target IS NULL, s.amount, CAST(json_extract(g.value, '$[1]') AS INTEGER)) AS step,
      p.provider, p.account, p.customer_id, p.method_id,
      coalesce(b.balance, 0) + (
        SELECT coalesce(sum(f.amount), 0) FROM charge f
        WHERE f.agency_id = c.agency_id AND f.client_id = c.id AND f.currency = c.currency
          AND f.purpose IN ('reload', 'topUp') AND f.state IN ('prepared', 'sent', 'processing')
      ) AS expected,
      CASE WHEN s.month_cap IS NULL THEN NULL ELSE max(0, s.month_cap - (
        SELECT coalesce(sum(m.amount), 0) FROM charge m
        WHERE m.agency_id = c.agency_id AND m.client_id = c.id AND m.currency = c.currency
          AND m.purpose = 'reload' AND m.created_at >= :month AND m.state NOT IN ('failed', 'canceled')
      )) END AS month_left
    FROM json_each(:wallets) j
    JOIN client c ON c.agency_id = :agency AND c.id = json_extract(j.value, '$[0]')
      AND c.billing_mode = 'prepaid' AND c.suspended = 0
    JOIN json_each(:grains) g ON json_extract(g.value, '$[0]') = c.currency
    LEFT JOIN reload_settings s ON s.agency_id = c.agency_id AND s.client_id = c.id
    LEFT JOIN funds_policy f ON f.agency_id = c.agency_id AND f.client_id = c.id
    JOIN payment_customer p ON p.agency_id = c.agency_id AND p.client_id = c.id AND p.method_id IS NOT NULL
      AND ${takesCharges}
    LEFT JOIN client_balance b ON b.agency_id = c.agency_id AND b.client_id = c.id
      AND b.account = 'wallets' AND b.currency = c.currency
    WHERE (${RELOAD_ON} OR f.policy = 'chargeNow') AND NOT EXISTS (
      SELECT 1 FROM reload_pause z
      WHERE z.agency_id = c.agency_id AND z.client_id = c.id AND (z.until IS NULL OR z.until > :now)
    )
  ), short AS (
    SELECT *, CASE WHEN target IS NULL THEN ((threshold - expected) / step + 1) * step
      ELSE max(least, (target - expected + step - 1) / step * step) END AS wanted
    FROM wallet WHERE expected < threshold
  ), allowed AS (
    SELECT *, min(wanted, coalesce(charge_cap, wanted), coalesce(month_left, wanted)) / step * step AS whole FROM short
  ), decided AS (
    SELECT *, CASE WHEN whole < least THEN 0 ELSE whole END AS charge FROM allowed
  )`

/** Prepares a reload for each wallet that is short; the partial unique index keeps it at one in flight. */
export const prepareReloads = (takesCharges: string) => `
  INSERT INTO charge (agency_id, id, client_id, purpose, amount, currency, state, provider, account, customer_id,
    method_id, idempotency_key, fee_is_estimate, sends, next_try_at, created_at)
  ${walletsShort(takesCharges)}
  SELECT agency_id, charge_id, client_id, 'reload', charge, currency, 'prepared', provider, account, customer_id,
    method_id, 'reload:' || charge_id || ':1', 0, 0, :sweepAt, :now
  FROM decided WHERE charge > 0
  ON CONFLICT DO NOTHING
  RETURNING id, client_id, amount`

/**
 * Runs right after prepareReloads in the same batch: what is still short then was cut down by a cap, unless another
 * reload was in flight already. Such a wallet rests, and that is reported once.
 */
export const pauseCapped = (takesCharges: string) => `
  INSERT INTO reload_pause (agency_id, client_id, until, reason, tries, first_try_at)
  ${walletsShort(takesCharges)}
  SELECT agency_id, client_id,
    CASE WHEN month_left IS NOT NULL AND month_left < least THEN :nextMonth ELSE :rested END,
    CASE WHEN month_left IS NOT NULL AND month_left < least THEN 'monthCap' ELSE 'chargeCap' END,
    0, :now
  FROM decided d
  WHERE EXISTS (SELECT 1 FROM charge n WHERE n.agency_id = d.agency_id AND n.id = d.charge_id)
    OR (charge = 0 AND NOT EXISTS (
      SELECT 1 FROM charge o WHERE o.agency_id = d.agency_id AND o.client_id = d.client_id
        AND o.purpose = 'reload' AND o.state IN ${OPEN_STATES}))
  ON CONFLICT (agency_id, client_id) DO UPDATE SET until = excluded.until, reason = excluded.reason
  RETURNING client_id, reason`
