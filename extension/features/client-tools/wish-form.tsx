import { useEffect, useState } from 'preact/hooks'
import type { ServiceTerms } from '../../../shared/contract/clients.ts'
import { formatMultiplier, parseMultiplier } from '../../../shared/margin/parse.ts'
import { serviceName } from '../../i18n/catalogue.ts'
import { NumberField, Select } from '../../ui/index.ts'
import { t } from '../agency-text.ts'
import { isInUse } from '../client-panel/terms.ts'
import { t as words } from '../text.ts'
import type { Wish } from './plan.ts'

interface Props {
  services: readonly ServiceTerms[]
  /** Null while what is typed makes no sense. */
  onWish: (wish: Wish | null) => void
}

/** HighLevel's default and nothing above the cap of its Unlimited plan: a start, not advice. */
const START = '1.05'
const MULTIPLIER_MAX = 1_000_000_000n

export function WishForm({ services, onWish }: Props) {
  const sorted = [...services].sort((a, b) => Number(isInUse(b)) - Number(isInUse(a)))
  const [service, setService] = useState(sorted[0]?.service ?? '')
  const [billedBy, setBilledBy] = useState<'ledger' | 'agency'>('ledger')
  const [text, setText] = useState(START)
  const ppm = read(text)
  const isWhole = service !== '' && (billedBy === 'agency' || ppm !== null)
  const multiplier = billedBy === 'agency' || ppm === null ? null : formatMultiplier(ppm)
  useEffect(
    () => onWish(isWhole ? { service, billedBy, multiplier } : null),
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
        choices={(['ledger', 'agency'] as const).map((value) => ({ value, label: words(`who.${value}`) }))}
        onChange={(value) => setBilledBy(value === 'agency' ? 'agency' : 'ledger')}
      />
      {billedBy === 'ledger' && (
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
