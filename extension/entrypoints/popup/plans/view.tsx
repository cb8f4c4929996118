import { useId, useRef, useState } from 'preact/hooks'
import { Figure } from '../../../ui/figure.tsx'
import { Note } from '../../../ui/note.tsx'
import { NumberField } from '../../../ui/number-field.tsx'
import { AGENCY_PLANS } from '../../../../shared/catalogue/plans.ts'
import { parseNano } from '../../../../shared/money/nano.ts'
import { language } from '../../../i18n/preferences.ts'
import { amount, money, multiplierText, plain } from '../../../i18n/figures.ts'
import { readField, stepField, type FieldError } from '../margin/read.ts'
import { useFirstFocus } from '../first-focus.ts'
import { t as tPopup } from '../text.ts'
import { FIRST_PLANS, savingOf, solvePlans, type PlanInputs } from './solve.ts'
import { t } from './text.ts'

type Asked = 'before' | 'after' | 'usage'
const KIND = { before: 'multiplier', after: 'multiplier', usage: 'cost' } as const

/** The plan calculator (W4): from which monthly usage the dearer plan earns its extra fee. */
export function PlansView() {
  const [inputs, setInputs] = useState<PlanInputs>(FIRST_PLANS)
  const [draft, setDraft] = useState<{ field: Asked; text: string; error: FieldError | null } | null>(null)
  const noteId = useId()
  const first = useRef<HTMLInputElement>(null)
  useFirstFocus(first)
  const answer = draft?.error ? null : solvePlans(inputs)

  const edit = (field: Asked, text: string): void => {
    const reading = readField(KIND[field], text, language.value, 'USD')
    setDraft({ field, text, error: reading.ok ? null : reading.error })
    if (reading.ok) setInputs({ ...inputs, [field]: reading.value })
  }
  const field = (name: Asked, label: string, unit: string) => (
    <NumberField
      name={name}
      label={label}
      unit={unit}
      value={draft?.field === name ? draft.text : plain(inputs[name])}
      error={draft?.field === name && draft.error ? tPopup(`error.${draft.error}`) : undefined}
      errorAt={noteId}
      {...(name === 'after' && { inputRef: first })}
      onInput={(text) => edit(name, text)}
      onCommit={() => draft?.error === null && setDraft(null)}
      onStep={(direction, large) => {
        setDraft(null)
        setInputs({ ...inputs, [name]: stepField(KIND[name], inputs[name], direction, large) })
      }}
    />
  )

  return (
    <div class="plans">
      <h2 class="plans-title">{t('plans.title')}</h2>
      <dl class="headline">
        <div class="headline-main">
          <dt>{t('plans.payback')}</dt>
          <dd data-testid="payback">
            {answer && answer.payback === null ? (
              t('plans.never')
            ) : (
              <Figure
                text={answer?.payback ? money(answer.payback, 'USD') : '\u2013'}
                unit={t('plans.paybackUnit')}
              />
            )}
          </dd>
        </div>
      </dl>
      <div class="verdict" id={noteId} aria-live="polite">
        {draft?.error ? (
          <Note tone="warn">{tPopup(`error.${draft.error}`)}</Note>
        ) : (
          <PlanNote inputs={inputs} />
        )}
      </div>
      <div class="plans-fields">
        {field('before', t('plans.before'), '×')}
        {field('after', t('plans.after'), '×')}
        {field('usage', t('plans.usage'), 'USD')}
      </div>
      <PlanTable />
    </div>
  )
}

function PlanNote({ inputs }: { inputs: PlanInputs }) {
  const answer = solvePlans(inputs)
  if (!answer || answer.payback === null) return <Note tone="error">{t('plans.neverWhy')}</Note>
  const usage = money(parseNano(inputs.usage), 'USD')
  return answer.gainPerMonth < 0n ? (
    <Note tone="error">{t('plans.less', { usage, loss: money(-answer.gainPerMonth, 'USD') })}</Note>
  ) : (
    <Note tone="good">{t('plans.more', { usage, gain: money(answer.gainPerMonth, 'USD') })}</Note>
  )
}

function PlanTable() {
  const rule = (plan: (typeof AGENCY_PLANS)[number]): string => {
    if (!plan.rebilling) return '\u2013'
    return plan.multiplierCapPpm === null ? t('plans.free') : `≤ ${multiplierText(plan.multiplierCapPpm)}×`
  }
  return (
    <>
      <table class="breakdown plans-table">
        <caption class="rl-hidden">{t('plans.table', { currency: 'USD' })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('plans.plan')}</th>
            <th scope="col">{t('plans.month')}</th>
            <th scope="col">{t('plans.year')}</th>
            <th scope="col">{t('plans.saving')}</th>
            <th scope="col">{t('plans.rule')}</th>
          </tr>
        </thead>
        <tbody>
          {AGENCY_PLANS.map((plan) => (
            <tr key={plan.id}>
              <th scope="row">{plan.label}</th>
              <td>{amount(parseNano(plan.usdPerMonth), 2)}</td>
              <td>{amount(parseNano(plan.usdPerYear), 2)}</td>
              <td>{amount(savingOf(plan), 2)}</td>
              <td>{rule(plan)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="sources">{t('plans.source')}</p>
    </>
  )
}
