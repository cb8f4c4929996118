import { describe, expect, it } from 'vitest'
import { AGENCY_PLANS, planById } from '../../../../shared/catalogue/plans.ts'
import { belowFloor, evaluateSpend } from '../../../../shared/rating/limits.ts'
import { exactMinutes, startedMinutes } from '../../../../shared/rating/minutes.ts'
import { checkPlan } from '../../../../shared/rating/plan-cap.ts'

const plan = (id: string) => {
  const found = planById(id)
  if (!found) throw new Error(`no plan ${id}`)
  return found
}

describe('HL-02: the plan caps the multiplier', () => {
  it('refuses 1.5x on Unlimited with the reason, and takes it on Pro', () => {
    expect(checkPlan(plan('unlimited'), 1_500_000n)).toEqual({
      ok: false,
      code: 'abovePlanCap',
      reason: '1.5x is above the 1.05x that the Unlimited plan allows.',
      capPpm: 1_050_000n,
    })
    expect(checkPlan(plan('pro'), 1_500_000n)).toEqual({ ok: true })
  })

  it('takes 1.05 and less on Unlimited, nothing on Starter', () => {
    expect(checkPlan(plan('unlimited'), 1_050_000n).ok).toBe(true)
    expect(checkPlan(plan('unlimited'), 1_050_001n).ok).toBe(false)
    expect(checkPlan(plan('unlimited'), 1_000_000n).ok).toBe(true)
    expect(checkPlan(plan('starter'), 1_000_000n)).toMatchObject({ ok: false, code: 'planForbids' })
  })

  it('lets the agency set its own cap for what our ledger bills', () => {
    expect(checkPlan(plan('starter'), 3_000_000n, null)).toEqual({ ok: true })
    expect(checkPlan(plan('pro'), 3_000_000n, 2_000_000n)).toMatchObject({ ok: false, capPpm: 2_000_000n })
  })

  it('ships the plans at ten months a year', () => {
    for (const one of AGENCY_PLANS) expect(Number(one.usdPerYear)).toBe(Number(one.usdPerMonth) * 10)
  })
})

describe('MO-07: minutes', () => {
  it.each([
    [0, '0', '0'],
    [1, '1', '0.016666667'],
    [60, '1', '1'],
    [61, '2', '1.016666667'],
    [3600n, '60', '60'],
  ])('%s s', (seconds, started, exact) => {
    expect(startedMinutes(seconds)).toBe(started)
    expect(exactMinutes(seconds)).toBe(exact)
  })

  it.each([-1, 1.5, Number.NaN, -1n])('refuses %s s', (seconds) => {
    expect(() => startedMinutes(seconds)).toThrow(expect.objectContaining({ field: 'seconds' }))
    expect(() => exactMinutes(seconds)).toThrow(expect.objectContaining({ field: 'seconds' }))
  })
})

describe('B-04: spend caps', () => {
  const cap = { soft: 80n, hard: 100n }

  it.each([
    [0n, 79n, 'ok', null, true],
    [79n, 80n, 'soft', 'soft', true],
    [80n, 99n, 'soft', null, true],
    [99n, 120n, 'hard', 'hard', false],
    [50n, 100n, 'hard', 'hard', false],
    [120n, 130n, 'hard', null, false],
    [120n, 90n, 'soft', null, true],
    [90n, 100n, 'hard', 'hard', false],
  ])('from %s to %s', (before, after, state, crossed, allowed) => {
    expect(evaluateSpend(before, after, cap)).toEqual({ state, crossed, allowed })
  })

  it('knows no cap', () => {
    const none = { soft: null, hard: null }
    expect(evaluateSpend(0n, 10n ** 15n, none)).toEqual({ state: 'ok', crossed: null, allowed: true })
  })
})

it('B-02: warns below the floor, not at it', () => {
  expect([belowFloor(5n, 6n), belowFloor(6n, 6n)]).toEqual([true, false])
})
