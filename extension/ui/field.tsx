import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface FieldText {
  label: string
  /** A sentence under the control. An error takes its place. */
  hint?: string | undefined
  error?: string | undefined
  /** Id of a place of fixed height that tells the error, where a line below the control would move the page. */
  errorAt?: string | undefined
  /** The label is read but not shown, where the place says it already. */
  labelHidden?: boolean
}

export interface ControlIds {
  id: string
  /** For `aria-describedby`; undefined where there is neither a hint nor an error. */
  describedBy: string | undefined
}

/** Label, control, and one line below it that `aria-describedby` ties to the control. */
export function Field(props: FieldText & { children: (ids: ControlIds) => ComponentChildren }) {
  const id = useId()
  const below = `${id}-below`
  const isToldElsewhere = Boolean(props.error && props.errorAt)
  const text = isToldElsewhere ? props.hint : (props.error ?? props.hint)
  const describedBy = [isToldElsewhere && props.errorAt, text && below].filter(Boolean).join(' ') || undefined
  return (
    <div class="rl-field">
      <label class={props.labelHidden ? 'rl-hidden' : 'rl-label'} for={id}>
        {props.label}
      </label>
      {props.children({ id, describedBy })}
      {text && (
        <p id={below} class={props.error && !isToldElsewhere ? 'rl-error' : 'rl-hint'}>
          {text}
        </p>
      )}
    </div>
  )
}
