import { useEffect, useState } from 'preact/hooks'
import type { ServiceTerms, TermsChoice } from '../../../shared/contract/clients.ts'
import { formatMultiplier, parseMultiplier } from '../../../shared/margin/parse.ts'
import { serviceName } from '../../i18n/catalogue.ts'
import { NumberField, Select } from '../../ui/index.ts'
import type { BulkWish } from '../../rpc/price-verbs.ts'
import { t } from '../agency-text.ts'
import { isInUse } from '../client-panel/terms.ts'
import { t as words } from '../text.ts'

interface Props {
  services: readonly ServiceTerms[]
  /** Null while what is typed makes no sense. */
  onWish: (wish: BulkWish | null) => void
}

/** HighLevel's default and nothing above the cap of its Unlimited plan: a start, not advice. */
const START = '1.05'
const MULTIPLIER_MAX = 1_000_000_000n
const CHOICES = ['ledger', 'crm', 'agency', 'default'] as const

export function WishForm({ services, onWish }: Props) {
  const sorted = [...services].sort((a, b) => Number(isInUse(b)) - Number(isInUse(a)))
  const [service, setService] = useState(sorted[0]?.service ?? '')
  const [billedBy, setBilledBy] = useState<TermsChoice>('ledger')
  const [text, setText] = useState(START)
  const ppm = read(text)
  const needsPrice = billedBy === 'ledger' || billedBy === 'crm'
  const isWhole = service !== '' && (!needsPrice || ppm !== null)
  const multiplier = !needsPrice || ppm === null ? null : formatMultiplier(ppm)
  useEffect(
    () => onWish(isWhole ? { service, billedBy, ...(multiplier !== null && { multiplier }) } : null),
    [service, billedBy, multiplier, isWhole],
  )
  return (
    <>
      <Select
        label={t('bulk.service')}
        value={service}
        choices={sorted.map(({ service: value, label }) => ({ value, label: serviceName(value, label) }))}
        onChange={setService}
      />
      <Select
        label={t('bulk.who')}
        value={billedBy}
        choices={CHOICES.map((value) => ({ value, label: words(`who.${value}`) }))}
        onChange={(value) => setBilledBy(CHOICES.find((choice) => choice === value) ?? 'ledger')}
      />
      {needsPrice && (
        <NumberField
          label={t('bulk.multiplier')}
          unit="×"
          value={text}
          onInput={setText}
          {...(ppm === null && { error: t('bulk.bad') })}
        />
      )}
    </>
  )
}

function read(text: string): bigint | null {
  try {
    const ppm = parseMultiplier(text)
    return ppm <= MULTIPLIER_MAX ? ppm : null
  } catch {
    return null
  }
}
