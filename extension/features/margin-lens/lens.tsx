import type { ReadonlySignal } from '@preact/signals'
import { money as shown, multiplierText } from '../../i18n/figures.ts'
import { language } from '../../i18n/preferences.ts'
import { parseMoney } from '../../../shared/money/locale.ts'
import { currencySign } from '../../i18n/figures.ts'
import type { Nano } from '../../../shared/money/nano.ts'
import { Figure, NumberField } from '../../ui/index.ts'
import { t } from '../agency-text.ts'
import { Popout } from '../popout.tsx'
import { ReportButton, type Report } from '../report.tsx'
import { DEFAULT_RELOAD, type Basis } from './basis.ts'
import { effectOf, readField } from './effect.ts'
import { Span } from './span.tsx'

export interface LensProps {
  /** What stands in the page's field now. */
  text: ReadonlySignal<string>
  facts: ReadonlySignal<Readonly<Record<string, string>>>
  basis: Basis
  report: Report
}

export function Lens({ text, facts, basis, report }: LensProps) {
  const charging = basis.charging.value
  const ppm = readField(text.value, facts.value['unit'])
  if (charging === null || ppm === null) {
    return (
      <span class="hint lens soft" data-tone="idle">
        {charging === null ? t('lens.noFee') : t('lens.bad')}
      </span>
    )
  }
  const { rule, currency } = charging
  const reload = reloadOf(basis.reloadText.value, currency)
  const effect = effectOf(ppm, reload, rule)
  const profit = t('lens.profit', { amount: shown(effect.net, currency), reload: shown(reload, currency) })
  const multiplier = multiplierText(ppm)
  return (
    <Popout
      tone={effect.net < 0n ? 'bad' : 'good'}
      name={t('lens.name', { multiplier, profit })}
      label={
        <>
          {facts.value['unit'] === 'percent' && <span class="soft">{t('lens.at', { multiplier })}</span>}
          <Figure text={profit} tone={effect.net < 0n ? 'loss' : undefined} />
        </>
      }
    >
      <p class="state">{t('lens.title', { label: facts.value['label'] ?? '', multiplier })}</p>
      <NumberField
        label={t('lens.reload')}
        unit={currencySign(currency)}
        value={basis.reloadText.value}
        onInput={(typed) => {
          basis.reloadText.value = typed
        }}
      />
      <dl class="lines">
        <dt>{t('lens.price')}</dt>
        <dd>{shown(effect.priceOf100, currency)}</dd>
        <dt>{t('lens.gross')}</dt>
        <dd>{shown(effect.gross, currency)}</dd>
        <dt>{t('lens.fee')}</dt>
        <dd>{shown(-effect.fee, currency)}</dd>
        <dt>{t('lens.net')}</dt>
        <dd class="sum">
          <Figure text={shown(effect.net, currency)} tone={effect.net < 0n ? 'loss' : undefined} />
        </dd>
        <dt>{t('lens.breakEven')}</dt>
        <dd>
          {effect.breakEvenPpm === null
            ? t('lens.never')
            : t('lens.at', { multiplier: multiplierText(effect.breakEvenPpm, 'ceil') })}
        </dd>
      </dl>
      <Span basis={basis} label={facts.value['label'] ?? ''} ppm={ppm} reload={reload} />
      <p class="soft">{t('lens.feeBy', { fee: charging.feeLabel })}</p>
      <ReportButton report={report} />
    </Popout>
  )
}

function reloadOf(text: string, currency: string): Nano {
  try {
    const reload = parseMoney(text, currency, language.value)
    return reload > 0n ? reload : DEFAULT_RELOAD
  } catch {
    return DEFAULT_RELOAD
  }
}
