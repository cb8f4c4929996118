/**
 * Credit pools below their reminder (CE-05), as SQL over `scoped c`: the columns of `conditions`. A pool that never held
 * credits is no news. What has expired counts until the job that books it has run.
 */
export const POOLS_LOW = `
    SELECT p.agency_id, p.client_id, 'poolLow' AS kind, p.id AS subject, json_object('pool', p.id,
      'credits', CAST(p.credits AS TEXT), 'remindBelow', CAST(p.remind_below AS TEXT)) AS detail
    FROM (
      SELECT c.agency_id, c.client_id, o.id, o.remind_below, (
        SELECT sum(l.granted - l.used - l.expired) FROM credit_lot l
        WHERE l.agency_id = o.agency_id AND l.pool_id = o.id) AS credits
      FROM scoped c JOIN credit_pool o ON o.agency_id = c.agency_id AND o.remind_below IS NOT NULL) p
    WHERE p.credits < p.remind_below`
