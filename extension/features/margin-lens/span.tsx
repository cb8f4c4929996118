import { Fragment } from 'preact'
import type { ServiceTotal } from '../../../shared/contract/service-totals.ts'
import { parseNano, type Nano } from '../../../shared/money/nano.ts'
import { serviceName } from '../../i18n/catalogue.ts'
import { money as shown } from '../../i18n/figures.ts'
import { Figure } from '../../ui/index.ts'
import { t } from '../agency-text.ts'
import { explain } from '../failure.ts'
import type { Basis } from './basis.ts'
import { spanAt } from './effect.ts'
import { servicesOf } from './which.ts'

/** Lines of services at most; the rest is in the sum. */
const LINES_MAX = 4

interface Props {
  basis: Basis
  label: string
  ppm: bigint
  reload: Nano
}

interface Line {
  name: string
  cost: Nano
  now: Nano
  /** At the multiplier. */
  at: Nano
}

/** What the multiplier would have made of the last 30 days, service by service, and exactly what that is computed from. */
export function Span({ basis, label, ppm, reload }: Props) {
  const charging = basis.charging.value
  const totals = basis.totals.value
  if (!charging) return null
  if (totals === null) return <p class="soft">{t('lens.spanLoading')}</p>
  if (!totals.ok) return <p class="soft">{t('lens.spanFailed', { reason: explain(totals.failure).text })}</p>
  const all = totals.value.value.services
  const meant = servicesOf(label, all)
  const own = meant ?? all
  if (own.length === 0) return <p class="soft">{t('lens.noSpan')}</p>
  const { currency } = charging
  if (own.some((each) => each.currency !== currency)) return <p class="soft">{t('lens.mixed')}</p>
  const lines = own.map((each) => lineOf(each, (cost) => spanAt(cost, ppm, reload, charging.rule)))
  const sum = (part: 'cost' | 'now' | 'at'): Nano => lines.reduce((total, line) => total + line[part], 0n)
  const cost = shown(sum('cost'), currency)
  return (
    <>
      <dl class="lines span">
        <dt>{t('lens.span')}</dt>
        <dd class="sum">
          <Amount amount={sum('at')} currency={currency} />
        </dd>
        <dt />
        <dd class="soft">{t('lens.spanNow', { now: shown(sum('now'), currency) })}</dd>
        {lines.length > 1 &&
          lines.slice(0, LINES_MAX).map(({ name, at }) => (
            <Fragment key={name}>
              <dt class="part">{name}</dt>
              <dd>
                <Amount amount={at} currency={currency} />
              </dd>
            </Fragment>
          ))}
        {lines.length > LINES_MAX && (
          <dt class="part">{t('lens.andMore', { count: String(lines.length - LINES_MAX) })}</dt>
        )}
      </dl>
      <p class="soft">
        {meant === null
          ? t('lens.usesAll', { cost })
          : t('lens.usesSome', { services: namesOf(lines), cost })}
      </p>
      {own.some(({ isComplete }) => !isComplete) && <p class="soft">{t('lens.spanPart')}</p>}
    </>
  )
}

function namesOf(lines: readonly Line[]): string {
  const names = lines.slice(0, LINES_MAX).map(({ name }) => name)
  const more = lines.length - names.length
  return [...names, ...(more > 0 ? [t('lens.andMore', { count: String(more) })] : [])].join(' + ')
}

const Amount = ({ amount, currency }: { amount: Nano; currency: string }) => (
  <Figure text={shown(amount, currency)} tone={amount < 0n ? 'loss' : undefined} />
)

function lineOf(total: ServiceTotal, at: (cost: Nano) => Nano): Line {
  const [cost, price, fees] = [parseNano(total.cost), parseNano(total.price), parseNano(total.fees)]
  return { name: serviceName(total.service, total.label), cost, now: price - cost - fees, at: at(cost) }
}
