import type { Row } from '@libsql/client/http'
import type { AlertThresholds, ClientAlerts } from '../../shared/contract/alerts.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import type { Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'

/** `alert_threshold.client_id` of the agency's own. */
export const EVERY_CLIENT = '*'

export const NO_THRESHOLDS: AlertThresholds = {
  lowBalance: null,
  runwayDays: null,
  marginFloor: null,
  lossFloor: null,
}

export function thresholdsOf(row: Row | undefined): AlertThresholds {
  if (row === undefined) return NO_THRESHOLDS
  const money = (name: string) => (row[name] === null ? null : formatNano(row[name] as bigint))
  const ppm = row['margin_floor_ppm'] as bigint | null
  return {
    lowBalance: money('low_balance'),
    runwayDays: row['runway_days'] === null ? null : Number(row['runway_days']),
    marginFloor: ppm === null ? null : formatNano(ppm * 1000n),
    lossFloor: money('loss_floor'),
  }
}

/** The version of a row as `setThresholds` counts it; 0 where nobody has written it. */
export const versionOf = (row: Row | undefined): number => Number(row?.['version'] ?? 0n)

/** Aborts its batch where the thresholds, or for '*' the agency's settings, have moved since they were read. */
export const guardVersion = (agencyId: string, clientId: string, version: number): Statement =>
  guard('coalesce((SELECT version FROM alert_threshold WHERE agency_id = ? AND client_id = ?), 0) = ?', [
    agencyId,
    clientId,
    BigInt(version),
  ])

/** What `clientAlertsOf` needs: the client's row and the agency's. */
export const clientAlertsStatement = (agencyId: string, clientId: string): Statement => ({
  sql: `SELECT client_id, low_balance, runway_days, margin_floor_ppm, loss_floor, version FROM alert_threshold
        WHERE agency_id = ? AND client_id IN (?, ?)`,
  args: [agencyId, clientId, EVERY_CLIENT],
})

export function clientAlertsOf(rows: readonly Row[], clientId: string): ClientAlerts {
  const of = (id: string) => rows.find((row) => row['client_id'] === id)
  const own = of(clientId)
  return { own: thresholdsOf(own), agency: thresholdsOf(of(EVERY_CLIENT)), version: versionOf(own) }
}

/** Writes a row as a whole; send it behind `guardVersion`. */
export function setThresholds(agencyId: string, clientId: string, thresholds: AlertThresholds): Statement {
  const { lowBalance, runwayDays, marginFloor, lossFloor } = thresholds
  const nano = (text: string | null) => (text === null ? null : parseNano(text))
  return {
    sql: `INSERT INTO alert_threshold (agency_id, client_id, low_balance, runway_days, margin_floor_ppm, loss_floor, version)
          VALUES (?, ?, ?, ?, ?, ?, 1)
          ON CONFLICT DO UPDATE SET low_balance = excluded.low_balance, runway_days = excluded.runway_days,
            margin_floor_ppm = excluded.margin_floor_ppm, loss_floor = excluded.loss_floor, version = version + 1`,
    args: [
      agencyId,
      clientId,
      nano(lowBalance),
      runwayDays === null ? null : BigInt(runwayDays),
      marginFloor === null ? null : parseNano(marginFloor) / 1000n,
      nano(lossFloor),
    ],
  }
}
