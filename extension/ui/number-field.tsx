import type { Ref } from 'preact'
import { Field, type FieldText } from './field.tsx'

export interface NumberFieldProps extends FieldText {
  /** What stands in the field, as typed: text in the reader's own notation, never a float. */
  value: string
  onInput: (text: string) => void
  /** Called on leaving the field and on Enter, where the text may be put into its clean form. */
  onCommit?: () => void
  /** Arrow up and down; `large` with Page up and down or Shift. The owner of the value does the exact sum. */
  onStep?: (direction: 1 | -1, large: boolean) => void
  unit?: string | undefined
  inputRef?: Ref<HTMLInputElement>
  name?: string
  readOnly?: boolean
}

/** A field for a decimal number: right-aligned figure, unit behind it, steps by keyboard, error tied to it. */
export function NumberField(props: NumberFieldProps) {
  const { value, unit, name, inputRef } = props
  return (
    <Field {...props}>
      {({ id, describedBy }) => (
        <div class="rl-control" data-unit={Boolean(unit)} data-invalid={Boolean(props.error)}>
          <input
            id={id}
            ref={inputRef ?? null}
            name={name}
            class="rl-input"
            data-figure="true"
            type="text"
            inputMode="decimal"
            autoComplete="off"
            spellcheck={false}
            maxLength={24}
            value={value}
            readOnly={props.readOnly}
            aria-invalid={props.error ? 'true' : undefined}
            aria-describedby={[describedBy, unit && `${id}-unit`].filter(Boolean).join(' ') || undefined}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => props.onInput(event.currentTarget.value)}
            onBlur={props.onCommit}
            onKeyDown={(event) => handleKey(event, props)}
          />
          {unit && (
            <span id={`${id}-unit`} class="rl-unit">
              {unit}
            </span>
          )}
        </div>
      )}
    </Field>
  )
}

const STEPS: Record<string, { direction: 1 | -1; large: boolean }> = {
  ArrowUp: { direction: 1, large: false },
  ArrowDown: { direction: -1, large: false },
  PageUp: { direction: 1, large: true },
  PageDown: { direction: -1, large: true },
}

function handleKey(event: KeyboardEvent, { onStep, onCommit }: NumberFieldProps): void {
  if (event.key === 'Enter') onCommit?.()
  const step = STEPS[event.key]
  if (!step || !onStep || event.altKey || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  onStep(step.direction, step.large || event.shiftKey)
}
