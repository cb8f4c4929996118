import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { focusables, focusedIn, trapTab } from './focus.ts'

export interface DialogProps {
  title: string
  children: ComponentChildren
  /** Buttons; the safe one first, because it gets the focus. */
  actions: ComponentChildren
  /** Escape. */
  onClose: () => void
}

/**
 * A modal question in the top layer, mounted while it is open. `popover="manual"` and not `<dialog>`: inside a
 * shadow root on someone else's page it needs no inert background and cannot be closed by the page's own
 * light dismiss. The focus goes in, stays in, and returns to where it was.
 */
export function Dialog({ title, children, actions, onClose }: DialogProps) {
  const id = useId()
  const ref = useRef<HTMLDivElement>(null)

  // A layout effect, so that no key pressed at once falls between the dialog and the focus.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    const before = focusedIn(dialog)
    dialog.showPopover()
    const actionsPart = dialog.querySelector('.rl-dialog-actions')
    ;(focusables(actionsPart ?? dialog)[0] ?? dialog).focus()
    return () => before?.focus()
  }, [])

  return (
    <div
      ref={ref}
      class="rl rl-dialog"
      popover="manual"
      role="dialog"
      aria-modal="true"
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          onClose()
        } else trapTab(event, event.currentTarget)
      }}
    >
      <h2 id={id} class="rl-dialog-title">
        {title}
      </h2>
      {children}
      <div class="rl-dialog-actions">{actions}</div>
    </div>
  )
}
