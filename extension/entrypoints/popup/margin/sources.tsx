import type { FeeRule } from '../../../../shared/fees/rule.ts'
import { dayText } from '../../../i18n/figures.ts'
import { t } from '../text.ts'
import { feeFormula } from './fees.ts'
import type { ServiceChoice } from './services.ts'

interface SourcesProps {
  fee: FeeRule | null
  service: ServiceChoice | undefined
  currency: string
}

/** Where the cost and the fee were read, and when: a figure without its source is an opinion. */
export function Sources({ fee, service, currency }: SourcesProps) {
  const cost = service
    ? t('source.cost', { source: `${pageOf(service.source)}, ${dayText(service.validFrom)}` })
    : t('source.own')
  const isMixed = fee !== null && fee.currency !== currency && (fee.fixed > 0n || fee.cap !== undefined)
  return (
    <p class="sources">
      {cost} {fee && t('source.fee', { fee: feeFormula(fee), source: readOn(fee.source) })}{' '}
      {isMixed && t('source.mixed', { from: fee.currency, to: currency })}
    </p>
  )
}

/** The page alone: a note behind it is in English, whatever the reader's language. */
const pageOf = (source: string): string => source.replace(/ \(.*$|: .*$/, '')

/** `stripe.com/pricing, read 2026-09-20` → `stripe.com/pricing, 20.09.2026`. */
function readOn(source: string): string {
  const [, page, day] = /^([a-z.]+\.com[a-z/]*)\b.* (\d{4}-\d\d-\d\d)/.exec(source) ?? []
  return page && day ? `${page}, ${dayText(day)}` : source
}
