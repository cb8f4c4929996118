import { ACCOUNT_TAKES_CHARGES } from './agency-account.ts'

/**
 * Which wallets are short, and what to charge, as SQL: set-based, so that one statement decides for any number of
 * clients and the one writer of the database makes it atomic with the rows it reads.
 * By steps, or up to a target: then the step is the currency's grain and the amount only the least.
 * Named parameters: :grains (usage-sql.ts), :agency, :now (ms), :wallets (JSON [[client id, charge id], …]), :month (ms, start of the local month).
 */

/** States of a charge that may still take money. */
export const OPEN_STATES = "('prepared', 'sent', 'processing', 'actionRequired')"

/** One row per wallet below its threshold: prepaid, with reload on, a method, not suspended, not paused. */
const WALLETS_SHORT = `
  WITH wallet AS (
    SELECT c.agency_id, c.id AS client_id, c.currency, json_extract(j.value, '$[1]') AS charge_id,
      s.threshold, s.amount AS least, s.charge_cap, s.target,
      CASE WHEN s.target IS NULL THEN s.amount ELSE (
        SELECT CAST(json_extract(g.value, '$[1]') AS INTEGER) FROM json_each(:grains) g
        WHERE json_extract(g.value, '$[0]') = c.currency) END AS step,
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
    JOIN reload_settings s ON s.agency_id = c.agency_id AND s.client_id = c.id AND s.enabled = 1 AND s.amount > 0
    JOIN payment_customer p ON p.agency_id = c.agency_id AND p.client_id = c.id AND p.method_id IS NOT NULL
      AND ${ACCOUNT_TAKES_CHARGES}
    LEFT JOIN client_balance b ON b.agency_id = c.agency_id AND b.client_id = c.id
      AND b.account = 'wallets' AND b.currency = c.currency
    WHERE NOT EXISTS (
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
export const PREPARE_RELOADS = `
  INSERT INTO charge (agency_id, id, client_id, purpose, amount, currency, state, provider, account, customer_id,
    method_id, idempotency_key, fee_is_estimate, sends, next_try_at, created_at)
  ${WALLETS_SHORT}
  SELECT agency_id, charge_id, client_id, 'reload', charge, currency, 'prepared', provider, account, customer_id,
    method_id, 'reload:' || charge_id || ':1', 0, 0, :sweepAt, :now
  FROM decided WHERE charge > 0
  ON CONFLICT DO NOTHING
  RETURNING id, client_id, amount`

/**
 * Runs right after PREPARE_RELOADS in the same batch: what is still short then was cut down by a cap, unless another
 * reload was in flight already. Such a wallet rests, and that is reported once.
 */
export const PAUSE_CAPPED = `
  INSERT INTO reload_pause (agency_id, client_id, until, reason, tries, first_try_at)
  ${WALLETS_SHORT}
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
