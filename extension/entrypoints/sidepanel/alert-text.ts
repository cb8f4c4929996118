import { formatNano, parseNano } from '../../../shared/money/nano.ts'
import { serviceName } from '../../i18n/catalogue.ts'
import { fineMoney, percentSign, plain } from '../../i18n/figures.ts'
import { language } from '../../i18n/preferences.ts'
import { translator } from '../../i18n/translate.ts'
import { alerts as de } from '../../locales/de/alerts.ts'
import { alerts as en } from '../../locales/en/alerts.ts'
import type { AlertView } from '../../rpc/alerts-api.ts'

export const t = translator({ en, de }, () => language.value)

const KINDS = [
  'lowBalance',
  'runway',
  'depleted',
  'failedReload',
  'actionRequired',
  'reloadCapped',
  'dispute',
  'spendCap',
  'stripeStopped',
  'poolLow',
  'reloadLoses',
  'unbilledCost',
  'belowFloor',
  'negativeMargin',
] as const

/** What an alert says, and (of one that still holds) what to do. A kind that a newer worker sends is named as such. */
export function alertWords(alert: AlertView): { title: string; text: string; ask: string | null } {
  const kind = KINDS.find((known) => known === alert.kind)
  if (!kind) return { title: alert.kind, text: t('alerts.unknown', { kind: alert.kind }), ask: null }
  const title = t(`title.${kind}`)
  if (alert.change === 'recovered') return { title, text: t(`recovered.${kind}`), ask: null }
  return {
    title,
    text: t(`fired.${kind}`, figuresOf(alert.detail)),
    ask: alert.open ? t(`ask.${kind}`) : null,
  }
}

/** Date and time of an instant, in the reader's own zone. */
export const timeText = (at: string): string =>
  new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(at))

const DECIMAL = /^-?\d{1,18}(\.\d{1,9})?$/

/** The figures of a detail as people read them; one that is missing is a dash. */
function figuresOf(detail: AlertView['detail']) {
  const currency = /^[A-Z]{3}$/.test(detail['currency'] ?? '') ? (detail['currency'] ?? 'USD') : 'USD'
  const figure = (name: string, show: (decimal: string) => string): string => {
    const value = detail[name]
    return value !== undefined && DECIMAL.test(value) ? show(value) : (value ?? '\u2013')
  }
  const money = (name: string) => figure(name, (value) => fineMoney(parseNano(value), currency))
  // Every digit: a margin just below a floor must not read the same as the floor.
  const share = (name: string) =>
    figure(name, (value) => plain(formatNano(parseNano(value) * 100n)) + percentSign())
  const service = detail['service']
  return {
    balance: money('balance'),
    threshold: money('threshold'),
    burn: money('burn'),
    amount: money('amount'),
    cap: money('cap'),
    net: money('net'),
    cost: money('cost'),
    price: money('price'),
    margin: share('margin'),
    floor: share('floor'),
    days: figure('days', plain),
    multiplier: figure('multiplier', plain),
    level: figure('level', plain),
    credits: figure('credits', plain),
    remindBelow: figure('remindBelow', plain),
    pool: detail['pool'] ?? '\u2013',
    service:
      service === '*' ? t('alerts.every') : service === undefined ? '\u2013' : serviceName(service, service),
  }
}
