import { computed, signal } from '@preact/signals'
import { language, preferences } from '../../../i18n/preferences.ts'
import { plain } from '../../../i18n/figures.ts'
import { multiplierToMargin } from '../../../../shared/margin/convert.ts'
import { formatMultiplier } from '../../../../shared/margin/parse.ts'
import { formatNano } from '../../../../shared/money/nano.ts'
import { OWN, type Driver, type MarginInputs } from './inputs.ts'
import { readField, stepField, type FieldError, type FieldName } from './read.ts'
import type { ServiceChoice } from './services.ts'
import { solve, type MarginAnswer } from './solve.ts'

const DRIVERS: readonly string[] = ['multiplier', 'markup', 'margin', 'price'] satisfies Driver[]
const isDriver = (field: FieldName): field is Driver => DRIVERS.includes(field)

/**
 * State of the margin check. `inputs` always holds valid decimals; what is being typed stands in `draft` until
 * the field is left, so that no figure jumps under the cursor. While a draft cannot be read there is no answer:
 * an old one would be taken for the new.
 */
export function createMarginStore(first: MarginInputs, services: readonly ServiceChoice[]) {
  const inputs = signal(upToDate(first, services))
  const draft = signal<{ field: FieldName; text: string; error: FieldError | null } | null>(null)
  const service = computed(() => services.find((known) => known.id === inputs.value.service))
  const currency = computed(() => service.value?.currency ?? preferences.value.currency)
  const solved = computed(() => solve(inputs.value))
  const answer = computed(() => (draft.value?.error ? null : solved.value))

  const set = (field: FieldName, value: string): void => {
    const change = isDriver(field) ? { driver: field, value } : { [field]: value }
    const isOwnCost = field === 'cost' && value !== service.value?.unitCost
    inputs.value = { ...inputs.value, ...change, ...(isOwnCost && { service: OWN }) }
  }

  return {
    inputs,
    service,
    currency,
    answer,
    error: computed(() => draft.value?.error ?? null),
    errorIn: (field: FieldName): FieldError | null =>
      draft.value?.field === field ? draft.value.error : null,

    /** What stands in a field: the text being typed, the value set, or the value that follows from it. */
    text(field: FieldName): string {
      if (draft.value?.field === field) return draft.value.text
      const value = valueOf(field, inputs.value, draft.value?.error ? null : solved.value)
      return value === null ? '' : plain(value)
    },
    edit(field: FieldName, text: string): void {
      const reading = readField(field, text, language.value, currency.value)
      draft.value = { field, text, error: reading.ok ? null : reading.error }
      if (reading.ok) set(field, reading.value)
    },
    /** On leaving a field: what could be read takes its clean form; what could not stays, with its error. */
    commit(field: FieldName): void {
      if (draft.value?.field === field && draft.value.error === null) draft.value = null
    },
    step(field: FieldName, direction: 1 | -1, large: boolean): void {
      const from = valueOf(field, inputs.value, solved.value)
      if (from === null) return
      draft.value = null
      set(field, stepField(field, from, direction, large))
    },
    choose(field: FieldName, value: string): void {
      draft.value = null
      set(field, value)
    },
    chooseService(id: string): void {
      const next = services.find((known) => known.id === id)
      const { driver } = inputs.value
      const multiplierPpm = solved.value?.totals.multiplierPpm
      draft.value = null
      inputs.value = {
        ...inputs.value,
        service: id,
        ...(next && { cost: next.unitCost }),
        // A price belongs to one service; the multiplier behind it carries over to the next.
        ...(driver === 'price' &&
          typeof multiplierPpm === 'bigint' && {
            driver: 'multiplier',
            value: formatMultiplier(multiplierPpm),
          }),
      }
    },
    chooseFee(fee: string): void {
      inputs.value = { ...inputs.value, fee }
    },
  }
}
export type MarginStore = ReturnType<typeof createMarginStore>

/** A field's value as a plain decimal: the one that was set, or the one that follows from the answer. */
function valueOf(field: FieldName, inputs: MarginInputs, answer: MarginAnswer | null): string | null {
  if (!isDriver(field)) return inputs[field]
  if (field === inputs.driver) return inputs.value
  const multiplierPpm = answer?.totals.multiplierPpm
  if (field === 'price') return answer ? formatNano(answer.totals.unitPrice) : null
  if (multiplierPpm === null || multiplierPpm === undefined) return null
  if (field === 'multiplier') return formatMultiplier(multiplierPpm)
  const ppm = field === 'markup' ? (answer?.markupPpm ?? null) : multiplierToMargin(multiplierPpm)
  return ppm === null ? null : formatNano(ppm * 100_000n)
}

/** Kept inputs name a service: its cost is today's, and a service that is gone leaves its cost behind as one's own. */
function upToDate(kept: MarginInputs, services: readonly ServiceChoice[]): MarginInputs {
  const known = services.find(({ id }) => id === kept.service)
  return known ? { ...kept, cost: known.unitCost } : { ...kept, service: OWN }
}
