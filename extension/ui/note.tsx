import type { ComponentChildren } from 'preact'

export interface NoteProps {
  tone?: 'info' | 'good' | 'warn' | 'error'
  /** `polite`: read out when it changes. `alert`: read out at once, for what the reader just caused. */
  live?: 'polite' | 'alert'
  children: ComponentChildren
}

/** One plain message: what is the case, and what to do next. */
export function Note({ tone = 'info', live, children }: NoteProps) {
  const role = live === 'alert' ? 'alert' : live === 'polite' ? 'status' : undefined
  return (
    <p class="rl-note" data-tone={tone} role={role}>
      {children}
    </p>
  )
}
