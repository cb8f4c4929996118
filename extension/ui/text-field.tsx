import type { Ref } from 'preact'
import { Field, type FieldText } from './field.tsx'

export interface TextFieldProps extends FieldText {
  value: string
  onInput: (text: string) => void
  name?: string
  /** Which keyboard a touch screen shows. */
  inputMode?: 'text' | 'url' | 'search'
  placeholder?: string
  inputRef?: Ref<HTMLInputElement>
}

/** A field for words: a URL, a code, a search. */
export function TextField(props: TextFieldProps) {
  return (
    <Field {...props}>
      {({ id, describedBy }) => (
        <div class="rl-control" data-invalid={Boolean(props.error)}>
          <input
            id={id}
            ref={props.inputRef ?? null}
            name={props.name}
            class="rl-input"
            type="text"
            inputMode={props.inputMode ?? 'text'}
            placeholder={props.placeholder}
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
