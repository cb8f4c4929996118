/** Days of runway below which staff are told where nothing else is set; 0 = never. */
export const RUNWAY_DAYS_DEFAULT = 3n

/** Local days of trailing use that the runway is reckoned from, as in the overview. */
const BURN_DAYS = 7

const RELOAD_ON = 'coalesce(r.enabled = 1 AND r.amount > 0, 0)'

/**
 * Which conditions hold of wallets and charges, as common table expressions after `scoped`; `conditions` has one row
 * each: (agency_id, client_id, kind, subject, detail). Amounts in `detail` are nano as text.
 *
 * A wallet is `armed` when a reload, or the policy to charge now, will refill it without anybody's help: then it being low
 * is no news. Charges on
 * their way count as money that is there.
 * A cap still holds where its rest is over, the wallet is low and the next charge is not decided yet: else it would be
 * told as over and as begun again within the minute.
 * A dispute marks its client as failed too: that is told as the dispute, until a charge fails after it (a lost one stays).
 * Parameters: :now (ms), :days JSON [[agency, local day]…] of the trailing days,
 * :months JSON {agency: year × 12 + month − 1}.
 * @param takesCharges SQL over `payment_customer p`: charges can be sent to its account (charging/agency-account.ts)
 */
export const walletConditions = (takesCharges: string): string => `
  days AS MATERIALIZED (SELECT j.value ->> 0 AS agency_id, j.value ->> 1 AS day FROM json_each(:days) j),
  wallet AS MATERIALIZED (
    SELECT c.agency_id, c.client_id, c.currency, b.balance,
      b.balance + coalesce((
        SELECT sum(f.amount) FROM charge f
        WHERE f.agency_id = c.agency_id AND f.client_id = c.client_id AND f.currency = c.currency
          AND f.purpose IN ('reload', 'topUp') AND f.state IN ('prepared', 'sent', 'processing')), 0) AS expected,
      coalesce(own.low_balance, every.low_balance) AS low, r.threshold AS reload_below,
      iif(${RELOAD_ON}, r.threshold, 0) AS charge_below,
      coalesce(own.runway_days, every.runway_days, ${RUNWAY_DAYS_DEFAULT}) AS runway_days,
      c.suspended = 0
        AND (${RELOAD_ON} OR EXISTS (SELECT 1 FROM funds_policy f WHERE f.agency_id = c.agency_id
          AND f.client_id = c.client_id AND f.policy = 'chargeNow'))
        AND EXISTS (SELECT 1 FROM payment_customer p WHERE p.agency_id = c.agency_id AND p.client_id = c.client_id
          AND p.method_id IS NOT NULL AND ${takesCharges})
        AND NOT EXISTS (SELECT 1 FROM reload_pause z WHERE z.agency_id = c.agency_id AND z.client_id = c.client_id
          AND (z.until IS NULL OR z.until > :now))
        AND NOT EXISTS (SELECT 1 FROM charge w WHERE w.agency_id = c.agency_id AND w.client_id = c.client_id
          AND w.purpose = 'reload' AND w.state = 'actionRequired') AS armed
    FROM scoped c
    JOIN client_balance b ON b.agency_id = c.agency_id AND b.client_id = c.client_id AND b.account = 'wallets'
      AND b.currency = c.currency
    LEFT JOIN reload_settings r ON r.agency_id = c.agency_id AND r.client_id = c.client_id
    LEFT JOIN alert_threshold own ON own.agency_id = c.agency_id AND own.client_id = c.client_id
    LEFT JOIN alert_threshold every ON every.agency_id = c.agency_id AND every.client_id = '*'
    WHERE c.billing_mode = 'prepaid'
  ),
  burn AS MATERIALIZED (
    SELECT w.agency_id, w.client_id, sum(s.price) AS price
    FROM wallet w JOIN days d ON d.agency_id = w.agency_id
    JOIN day_sum s ON s.agency_id = w.agency_id AND s.day = d.day AND s.client_id = w.client_id
      AND s.billed_by = 'ledger' AND s.currency = w.currency
    WHERE w.armed = 0 AND w.expected > 0 AND w.runway_days > 0
    GROUP BY w.agency_id, w.client_id
  ),
  figures AS (
    SELECT agency_id, client_id,
      json_object('balance', CAST(balance AS TEXT), 'currency', currency) AS detail FROM wallet
  ),
  conditions AS MATERIALIZED (
    SELECT agency_id, client_id, 'lowBalance' AS kind, '' AS subject, json_object('balance', CAST(balance AS TEXT),
      'threshold', CAST(coalesce(low, reload_below) AS TEXT), 'currency', currency) AS detail
    FROM wallet WHERE expected < CASE WHEN low IS NOT NULL THEN low WHEN armed = 0 THEN reload_below END
    UNION ALL
    SELECT agency_id, client_id, 'depleted', '',
      json_object('balance', CAST(balance AS TEXT), 'currency', currency)
    FROM wallet WHERE expected <= 0 AND armed = 0
    UNION ALL
    SELECT w.agency_id, w.client_id, 'runway', '', json_object('balance', CAST(w.balance AS TEXT),
      'burn', CAST(n.price / ${BURN_DAYS} AS TEXT), 'days', CAST(w.runway_days AS TEXT), 'currency', w.currency)
    FROM wallet w JOIN burn n ON n.agency_id = w.agency_id AND n.client_id = w.client_id
    WHERE n.price > 0 AND w.expected * ${BURN_DAYS} < n.price * w.runway_days
    UNION ALL
    SELECT agency_id, client_id, CASE payment_state WHEN 'failed' THEN 'failedReload' ELSE 'actionRequired' END, '',
      '{}'
    FROM scoped c WHERE payment_state = 'actionRequired' OR payment_state = 'failed' AND NOT EXISTS (
      SELECT 1 FROM charge_reversal d WHERE d.agency_id = c.agency_id AND d.client_id = c.client_id
        AND d.what = 'dispute' AND d.state <> 'won' AND NOT EXISTS (
          SELECT 1 FROM charge f WHERE f.agency_id = c.agency_id AND f.client_id = c.client_id
            AND f.state IN ('failed', 'canceled') AND f.settled_at > d.updated_at))
    UNION ALL
    SELECT c.agency_id, c.client_id, 'reloadCapped', '', json_object('cap', z.reason)
    FROM scoped c JOIN reload_pause z ON z.agency_id = c.agency_id AND z.client_id = c.client_id
      AND z.reason IN ('chargeCap', 'monthCap') AND (z.until IS NULL OR z.until > :now OR EXISTS (
        SELECT 1 FROM wallet w JOIN alert_state s ON s.agency_id = w.agency_id AND s.client_id = w.client_id
          AND s.kind = 'reloadCapped' AND s.active = 1
        WHERE w.agency_id = c.agency_id AND w.client_id = c.client_id AND w.armed = 1 AND w.expected < w.charge_below))
    UNION ALL
    SELECT c.agency_id, c.client_id, 'dispute', d.ref,
      json_object('amount', CAST(d.amount AS TEXT), 'currency', c.currency)
    FROM scoped c JOIN charge_reversal d ON d.agency_id = c.agency_id AND d.client_id = c.client_id
      AND d.what = 'dispute' AND d.state = 'open'
    UNION ALL
    SELECT c.agency_id, c.client_id, 'spendCap', a.service || ':' || a.level,
      json_object('service', a.service, 'level', a.level, 'cap', CAST(a.cap AS TEXT), 'currency', c.currency)
    FROM scoped c JOIN spend_alert a ON a.agency_id = c.agency_id AND a.client_id = c.client_id
      AND a.month = json_extract(:months, '$."' || c.agency_id || '"')
    JOIN spend_cap p ON p.agency_id = a.agency_id AND p.client_id = a.client_id AND p.service = a.service
      AND a.cap = CASE a.level WHEN 'soft' THEN p.soft ELSE p.hard END
  )`
