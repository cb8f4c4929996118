import { Field, type FieldText } from '../../../ui/field.tsx'

export interface TextAreaProps extends FieldText {
  value: string
  onInput: (text: string) => void
  rows: number
  name?: string
}

/** A field for several lines of words. */
export function TextArea(props: TextAreaProps) {
  return (
    <Field {...props}>
      {({ id, describedBy }) => (
        <div class="rl-control lines" data-invalid={Boolean(props.error)}>
          <textarea
            id={id}
            name={props.name}
            class="rl-input"
            rows={props.rows}
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            value={props.value}
            aria-invalid={props.error ? 'true' : undefined}
            aria-describedby={describedBy}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
        </div>
      )}
    </Field>
  )
}
