import type { ComponentChildren, Ref } from 'preact'

export interface ButtonProps {
  children: ComponentChildren
  onClick?: () => void
  kind?: 'primary' | 'danger' | 'plain'
  type?: 'button' | 'submit'
  /** Takes no click but keeps the focus, so that keyboard users are not thrown out while a request runs. */
  pending?: boolean
  label?: string
  buttonRef?: Ref<HTMLButtonElement>
}

export function Button(props: ButtonProps) {
  return (
    <button
      type={props.type ?? 'button'}
      class="rl-button"
      ref={props.buttonRef ?? null}
      data-kind={props.kind}
      aria-disabled={props.pending}
      aria-busy={props.pending}
      aria-label={props.label}
      onClick={(event) => {
        if (props.pending) event.preventDefault()
        else props.onClick?.()
      }}
    >
      {props.children}
    </button>
  )
}
