import { fineMoney, money, multiplierText, unitPrice } from '../../../i18n/figures.ts'
import { t } from '../text.ts'
import type { MarginAnswer } from './solve.ts'

export interface Verdict {
  tone: 'good' | 'error' | 'warn'
  text: string
}

/** One plain sentence: what the setting keeps or loses, and what would have to change. */
export function verdictOf(
  answer: MarginAnswer,
  words: { currency: string; volume: string; unit: string },
): Verdict {
  const { currency, volume } = words
  const { reload, perReload, totals } = answer
  if (totals.unitPrice === 0n && totals.unitCost > 0n) {
    const cost = unitPrice(totals.unitCost, currency)
    return { tone: 'error', text: t('verdict.free', { unit: words.unit, cost }) }
  }
  if (reload === null || perReload === null) return withoutReload(answer, currency, volume)
  const size = money(reload, currency)
  if (!perReload.loses) {
    const net = fineMoney(perReload.net, currency)
    const last = answer.lastLosing ?? 0n
    if (last === 0n) return { tone: 'good', text: t('verdict.keeps', { net, reload: size }) }
    return {
      tone: 'good',
      text: t('verdict.keepsFrom', { net, reload: size, last: money(last, currency) }),
    }
  }
  if (answer.breakEvenPpm === null) {
    const fee = money(perReload.fee, currency)
    return { tone: 'error', text: t('verdict.feeEatsAll', { fee, reload: size }) }
  }
  const loss = fineMoney(-perReload.net, currency)
  const breakEven = multiplierText(answer.breakEvenPpm, 'ceil')
  if (answer.lastLosing === null) {
    return { tone: 'error', text: t('verdict.losesAlways', { loss, reload: size, breakEven }) }
  }
  const last = money(answer.lastLosing, currency)
  return { tone: 'error', text: t('verdict.loses', { loss, reload: size, breakEven, last }) }
}

function withoutReload(answer: MarginAnswer, currency: string, volume: string): Verdict {
  const { profit } = answer.totals
  if (profit < 0n) {
    return { tone: 'error', text: t('verdict.belowCost', { loss: fineMoney(-profit, currency), volume }) }
  }
  return { tone: 'good', text: t('verdict.noFee', { profit: fineMoney(profit, currency), volume }) }
}
