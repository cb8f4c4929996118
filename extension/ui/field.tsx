import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface FieldText {
  label: string
  /** A sentence under the control. An error takes its place. */
  hint?: string | undefined
  error?: string | undefined
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
  const text = props.error ?? props.hint
  return (
    <div class="rl-field">
      <label class={props.labelHidden ? 'rl-hidden' : 'rl-label'} for={id}>
        {props.label}
      </label>
      {props.children({ id, describedBy: text ? below : undefined })}
      {text && (
        <p id={below} class={props.error ? 'rl-error' : 'rl-hint'}>
          {text}
        </p>
      )}
    </div>
  )
}
