import { useId, useRef } from 'preact/hooks'
import { Note } from '../../../ui/note.tsx'
import { NumberField } from '../../../ui/number-field.tsx'
import { Select, type Choice } from '../../../ui/select.tsx'
import { currencySign, percentSign, plain } from '../../../i18n/figures.ts'
import { formatMultiplier } from '../../../../shared/margin/parse.ts'
import { formatNano, PPM } from '../../../../shared/money/nano.ts'
import { useFirstFocus } from '../first-focus.ts'
import { nameOf, t } from '../text.ts'
import { Answer } from './answer.tsx'
import { feeChoices } from './fees.ts'
import { OWN } from './inputs.ts'
import { Steps } from './steps.tsx'
import type { FieldName } from './read.ts'
import type { ServiceChoice } from './services.ts'
import { Sources } from './sources.tsx'
import type { MarginStore } from './store.ts'
import { verdictOf } from './verdict.ts'

/** The margin check: the answer above, the figures it follows from below, nothing moves while one types. */
export function MarginView({ store, services }: { store: MarginStore; services: readonly ServiceChoice[] }) {
  const verdictId = useId()
  const first = useRef<HTMLInputElement>(null)
  // The popup opens to answer one question: the field set last is the one to change.
  useFirstFocus(first)

  const answer = store.answer.value
  const currency = store.currency.value
  const service = store.service.value
  const unit = service ? nameOf('unit', service.unit) : t('unit.unit')
  const error = store.error.value
  const verdict = answer && verdictOf(answer, { currency, unit, volume: plain(formatNano(answer.volume)) })

  const field = (name: FieldName, label: string, sign?: string) => (
    <NumberField
      key={name}
      name={name}
      label={label}
      unit={sign}
      value={store.text(name)}
      error={store.errorIn(name) ? t(`error.${store.errorIn(name) ?? 'number'}`) : undefined}
      errorAt={verdictId}
      {...(name === store.inputs.value.driver && { inputRef: first })}
      onInput={(text) => store.edit(name, text)}
      onCommit={() => store.commit(name)}
      onStep={(direction, large) => store.step(name, direction, large)}
    />
  )

  return (
    <div class="margin">
      <Answer answer={answer} currency={currency} unit={unit} />
      <div class="verdict" id={verdictId} aria-live="polite">
        {error && <Note tone="warn">{t(`error.${error}`)}</Note>}
        {!error && <Note tone={verdict?.tone ?? 'warn'}>{verdict?.text ?? t('verdict.noPrice')}</Note>}
      </div>
      <div class="linked">
        {field('multiplier', t('field.multiplier'), '×')}
        {field('markup', t('field.markup'), percentSign().trim())}
        {field('margin', t('field.margin'), percentSign().trim())}
        {field('price', t('field.price', { unit }), currencySign(currency))}
      </div>
      <Steps
        label={t('field.slider')}
        ppm={answer?.totals.multiplierPpm ?? PPM}
        spoken={(multiplier) => t('multiplier.spoken', { multiplier })}
        onChoose={(ppm) => store.choose('multiplier', formatMultiplier(ppm))}
      />
      <div class="what">
        <Select
          name="service"
          label={t('field.service')}
          value={service ? service.id : OWN}
          choices={serviceChoices(services)}
          onChange={store.chooseService}
        />
        {field('cost', t('field.cost', { unit }), currencySign(currency))}
      </div>
      <div class="how">
        {field('volume', t('field.volume'))}
        {field('reload', t('field.reload'), currencySign(currency))}
        <Select
          name="fee"
          label={t('field.fee')}
          value={store.inputs.value.fee}
          choices={feeChoices()}
          onChange={store.chooseFee}
        />
      </div>
      <Sources fee={answer?.fee ?? null} service={service} currency={currency} />
    </div>
  )
}

const serviceChoices = (services: readonly ServiceChoice[]): Choice[] => [
  { value: OWN, label: t('service.own') },
  ...services.map(({ id, system }) => ({
    value: id,
    label: nameOf('service', id),
    group: nameOf('system', system),
  })),
]
