import type { Row } from '@libsql/client/http'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import type { Statement } from '../db/client.ts'
import type { Thresholds } from './settings-shape.ts'

/** `alert_threshold.client_id` of the agency's own. */
export const EVERY_CLIENT = '*'

export const NO_THRESHOLDS: Thresholds = {
  lowBalance: null,
  runwayDays: null,
  marginFloor: null,
  lossFloor: null,
}

export function thresholdsOf(row: Row | undefined): Thresholds {
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

export function setThresholds(agencyId: string, clientId: string, thresholds: Thresholds): Statement {
  const { lowBalance, runwayDays, marginFloor, lossFloor } = thresholds
  const nano = (text: string | null) => (text === null ? null : parseNano(text))
  return {
    sql: `INSERT INTO alert_threshold (agency_id, client_id, low_balance, runway_days, margin_floor_ppm, loss_floor)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET low_balance = excluded.low_balance, runway_days = excluded.runway_days,
            margin_floor_ppm = excluded.margin_floor_ppm, loss_floor = excluded.loss_floor`,
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
