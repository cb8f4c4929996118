import { z } from 'zod'
import { serviceById } from '../../shared/catalogue/service.ts'
import { formatDecimal, formatMoney, type Locale } from '../../shared/money/locale.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import { clientWords } from '../statements/client-words.ts'
import type { Figures } from './words/words.ts'

/** Fields of a stored detail that are nano. */
const MONEY = new Set(['balance', 'threshold', 'burn', 'amount', 'cap', 'net', 'cost', 'price'])
/** Of these people read whole cents; the rest may lie below a cent and is told exactly. */
const ROUNDED = new Set(['balance', 'burn'])
/** Fields that are a number of credits. */
const COUNT = new Set(['credits', 'remindBelow'])
/** Fields that are a share of 1. */
const SHARE = new Set(['margin', 'floor'])

const Stored = z.record(z.string(), z.string())

/** The figures of an alert as the API gives them: money as decimal text in major units. */
export function readDetail(stored: string): Record<string, string> {
  const detail = Stored.parse(JSON.parse(stored))
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      MONEY.has(name) && /^-?\d+$/.test(value) ? formatNano(BigInt(value)) : value,
    ]),
  )
}

/** The same for people: `1.234,50 €`, `29,5 %`, and the service by its name. */
export function figuresOf(detail: Readonly<Record<string, string>>, locale: Locale, all: string): Figures {
  const currency = detail['currency'] ?? 'USD'
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => {
      if (MONEY.has(name) && /^-?[\d.]+$/.test(value)) {
        const round = ROUNDED.has(name) ? ({ round: 'floor' } as const) : {}
        return [name, formatMoney(parseNano(value), currency, locale, round)]
      }
      if (SHARE.has(name)) return [name, `${formatDecimal(percent(value), locale)} %`]
      if (COUNT.has(name) && /^-?\d+$/.test(value)) return [name, formatDecimal(value, locale)]
      if (name === 'multiplier') return [name, formatDecimal(value, locale)]
      if (name === 'service') return [name, value === '*' ? all : serviceName(value, locale)]
      return [name, value]
    }),
  )
}

const serviceName = (service: string, locale: Locale): string =>
  serviceById(service) === undefined ? service : clientWords(service, locale).label

const percent = (share: string): string => formatNano(parseNano(share) * 100n)
