export interface SwitchProps {
  label: string
  checked: boolean
  /** Asked of the owner, who answers by changing `checked` when the server has: the switch itself never guesses. */
  onToggle: () => void
  /** A request is under way: still focusable, takes no click, and says `pendingLabel`. */
  pending?: boolean
  pendingLabel?: string
  disabled?: boolean
  labelHidden?: boolean
  describedBy?: string
}

/** An on/off switch (`role=switch`): Space and Enter toggle, and a pending state that keeps the focus. */
export function Switch(props: SwitchProps) {
  const idle = !props.pending && !props.disabled
  return (
    <button
      type="button"
      role="switch"
      class="rl-switch"
      aria-checked={props.checked}
      aria-busy={props.pending}
      aria-disabled={!idle}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      onClick={() => idle && props.onToggle()}
    >
      <span class="rl-switch-track" aria-hidden="true" />
      {!props.labelHidden && <span aria-hidden="true">{props.label}</span>}
      {props.pending && props.pendingLabel && <span role="status">{props.pendingLabel}</span>}
    </button>
  )
}
