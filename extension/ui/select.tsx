import { Field, type FieldText } from './field.tsx'

export interface Choice {
  value: string
  label: string
  group?: string
}

export interface SelectProps extends FieldText {
  value: string
  choices: readonly Choice[]
  onChange: (value: string) => void
  name?: string
  disabled?: boolean
}

/** The browser's own select: keyboard, screen reader and touch come with it. Choices of one group stand together. */
export function Select(props: SelectProps) {
  const groups = [...new Set(props.choices.map((choice) => choice.group))]
  const options = (group: string | undefined) =>
    props.choices
      .filter((choice) => choice.group === group)
      .map((choice) => (
        <option key={choice.value} value={choice.value} selected={choice.value === props.value}>
          {choice.label}
        </option>
      ))
  return (
    <Field {...props}>
      {({ id, describedBy }) => (
        <div class="rl-control">
          <select
            id={id}
            name={props.name}
            disabled={props.disabled}
            class="rl-input rl-select"
            aria-describedby={describedBy}
            onChange={(event) => props.onChange(event.currentTarget.value)}
          >
            {groups.map((group) =>
              group === undefined ? (
                options(group)
              ) : (
                <optgroup key={group} label={group}>
                  {options(group)}
                </optgroup>
              ),
            )}
          </select>
        </div>
      )}
    </Field>
  )
}
