import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/**
 * Puts the focus into the field that matters when a view opens: on opening the popup and on a click on its tab.
 * Whoever moves along the tabs by arrow key stays there, or would be thrown out at the first one.
 */
export function useFirstFocus(field: RefObject<HTMLElement | null>, when: unknown = null): void {
  useEffect(() => {
    const isOnTabs = document.activeElement?.matches('[role="tab"]:focus-visible')
    if (!isOnTabs) field.current?.focus()
  }, [field, when])
}
