import { AGENCY_ITSELF } from '../payments/provider.ts'
import { AGENCY_KINDS } from './kinds.ts'
import type { ConditionSql } from './move-sql.ts'
import { POOLS_LOW } from './pool-conditions.ts'
import { type Scope, scopeArg } from './scope.ts'

/**
 * Which agencies run out of credits in a pool, and which cannot charge at Stripe: it does not take their own key any more, or they have withdrawn the access to
 * their connected account. The agency stands where others have a client.
 */
export function accountConditions(scope: Scope): ConditionSql {
  const from = {
    all: 'agency g WHERE :scope IS NULL',
    agencies: 'json_each(:scope) j JOIN agency g ON g.id = j.value',
    clients: 'json_each(:scope) j JOIN agency g ON g.id = j.value ->> 0',
  }[scope.kind]
  return {
    with: `
  scoped AS MATERIALIZED (SELECT g.id AS agency_id, '${AGENCY_ITSELF}' AS client_id FROM ${from}),
  conditions AS MATERIALIZED (
    SELECT c.agency_id, c.client_id, 'stripeStopped' AS kind, '' AS subject,
      json_object('cause', 'keyRefused', 'reason', coalesce(k.reason, '')) AS detail
    FROM scoped c JOIN payment_key k ON k.agency_id = c.agency_id AND k.state = 'refused'
    UNION ALL
    SELECT c.agency_id, c.client_id, 'stripeStopped', '', json_object('cause', 'deauthorized')
    FROM scoped c JOIN payment_account q ON q.agency_id = c.agency_id AND q.state = 'deauthorized'
    WHERE NOT EXISTS (SELECT 1 FROM payment_key k
      WHERE k.agency_id = c.agency_id AND k.state IN ('active', 'refused'))
    UNION ALL ${POOLS_LOW}
  ),
  figures AS (SELECT agency_id, client_id, '{}' AS detail FROM scoped WHERE false)`,
    args: { scope: scopeArg(scope) },
    kinds: AGENCY_KINDS,
  }
}
