/** Whom an evaluation looks at. */
export type Scope =
  | { kind: 'all' }
  | { kind: 'agencies'; ids: readonly string[] }
  | { kind: 'clients'; pairs: readonly (readonly [agencyId: string, clientId: string])[] }

/** `scoped`: the rows of `client` that are looked at, as a common table expression over `:scope`. */
export function scopedSql(scope: Scope): string {
  const columns = 'c.agency_id, c.id AS client_id, c.currency, c.billing_mode, c.payment_state, c.suspended'
  const from = {
    all: 'client c WHERE :scope IS NULL',
    agencies: 'json_each(:scope) j JOIN client c ON c.agency_id = j.value',
    clients: `json_each(:scope) j JOIN client c ON c.agency_id = j.value ->> 0 AND c.id = j.value ->> 1`,
  }[scope.kind]
  return `scoped AS MATERIALIZED (SELECT ${columns} FROM ${from})`
}

export function scopeArg(scope: Scope): string | null {
  if (scope.kind === 'all') return null
  return JSON.stringify(scope.kind === 'agencies' ? scope.ids : scope.pairs)
}
