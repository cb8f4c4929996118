import { expect, test } from 'vitest'
import { AlertThresholds } from '../../../shared/contract/alerts.ts'

const NONE = { lowBalance: null, runwayDays: null, marginFloor: null, lossFloor: null }

test.each(['0', '0.2', '-0.000001', '1', '-1', '1.000000'])(
  'a margin floor of %s is a share',
  (marginFloor) => {
    expect(AlertThresholds.safeParse({ ...NONE, marginFloor }).success).toBe(true)
  },
)

test.each(['1.5', '-1.000001', '2', '0.0000001', '20 %', ''])(
  'a margin floor of "%s" is refused',
  (marginFloor) => {
    expect(AlertThresholds.safeParse({ ...NONE, marginFloor }).success).toBe(false)
  },
)
