/** What a charge must amount to, and what it is assumed to cost. */
import type { Row } from '@libsql/client/http'
import { Difference } from './difference.ts'
import { nearest } from './oracle/fraction.ts'

/** Smallest step and smallest amount that Stripe charges, nano (docs.stripe.com/currencies, read 2026-11-21). */
const CHARGEABLE: Readonly<Record<string, readonly [grain: bigint, least: bigint]>> = {
  USD: [10_000_000n, 500_000_000n],
  EUR: [10_000_000n, 500_000_000n],
  JPY: [1_000_000_000n, 50_000_000_000n],
  KWD: [10_000_000n, 500_000_000n],
}

/**
 * A reload is the smallest multiple of its step that lands the wallet strictly above its threshold. What is owed is
 * charged in whole steps of the currency, all of it but less than one step, and not below the least charge.
 */
export function checkAmount(chargeId: string, row: Row): void {
  const [amount, balance] = [row['amount'] as bigint, row['balance'] as bigint]
  const words = `charge ${chargeId} of ${amount} ${String(row['currency'])} at a balance of ${balance}`
  if (row['purpose'] === 'reload') {
    const [threshold, step] = [row['threshold'] as bigint, row['step'] as bigint]
    const landed = balance + amount
    if (amount > 0n && amount % step === 0n && landed > threshold && landed - step <= threshold) return
    throw new Difference(`${words}, threshold ${threshold}, step ${step}`)
  }
  const [grain, least] = CHARGEABLE[String(row['currency'])] ?? [1n, 0n]
  const rest = balance - amount
  if (amount >= least && amount % grain === 0n && rest >= 0n && rest < grain) return
  throw new Difference(words)
}

/** Card fee that is assumed until the real one is known: 2.9 % and 0.30, to the cent (Stripe US, read 2026-11-21). */
export const estimate = (amount: bigint): bigint =>
  nearest({ n: amount * 29n + 300n * 1_000_000_000n, d: 1000n * 10_000_000n }) * 10_000_000n
