import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface Tab<Id extends string> {
  id: Id
  label: string
  content: () => ComponentChildren
}

export interface TabsProps<Id extends string> {
  label: string
  tabs: readonly Tab<Id>[]
  current: Id
  onChange: (id: Id) => void
  /** Stands at the end of the row of tabs. */
  aside?: ComponentChildren
}

/** Tabs after the ARIA pattern: one stop for Tab, arrows, Home and End move and open. */
export function Tabs<Id extends string>({ label, tabs, current, onChange, aside }: TabsProps<Id>) {
  const id = useId()
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.id === current)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[
      event.key
    ]
    const next = to === undefined ? undefined : tabs[to % tabs.length]
    if (!next) return
    event.preventDefault()
    onChange(next.id)
    ;(event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <>
      <div class="rl-tabs">
        <div role="tablist" aria-label={label} class="rl-tablist" onKeyDown={move}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              class="rl-tab"
              data-tab={tab.id}
              aria-selected={tab.id === current}
              aria-controls={tab.id === current ? `${id}-panel` : undefined}
              tabIndex={tab.id === current ? 0 : -1}
              onClick={() => onChange(tab.id)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        {aside}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${current}`} class="rl-tabpanel">
        {tabs.find((tab) => tab.id === current)?.content()}
      </div>
    </>
  )
}
