import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** One subject of the page: its name on the left, what can be set on the right. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId()
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id} class="section-title">
        {title}
      </h2>
      <div class="section-body">{children}</div>
    </section>
  )
}
