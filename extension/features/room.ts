import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'

/** How high each panel of this tab was in full, by what it is about. In px. */
const heights = new Map<string, number>()
const KEPT_MAX = 200

/** Less than a line over is no reason to scroll. */
const SLACK_PX = 8

export interface Room {
  /** The panel is higher than its room: it scrolls inside until `open`. */
  isCut: boolean
  open(): void
}

/**
 * Keeps the page around a panel still while its content comes (layout shift 0): the panel has the height it had when this
 * tab showed it last, or `reserve`, before anything is known of it. Content that needs more scrolls inside; what a person
 * then opens may grow.
 * @param panel the element with the height
 * @param isKnown everything that the panel waits for is there
 */
export function useRoom(
  panel: RefObject<HTMLElement | null>,
  { id, reserve, isKnown }: { id: string; reserve: number; isKnown: boolean },
): Room {
  const [room] = useState(() => heights.get(id) ?? reserve)
  const [isCut, setCut] = useState(false)
  const [isOpen, setOpen] = useState(false)

  useLayoutEffect(() => {
    const element = panel.current
    if (!element) return
    const { style } = element
    style.height = style.minHeight = style.overflow = ''
    if (isOpen) return
    if (!isKnown) {
      style.height = `${room}px`
      style.overflow = 'hidden'
      return
    }
    const full = element.offsetHeight
    remember(id, full)
    const needsCut = full > room + SLACK_PX
    setCut(needsCut)
    style[needsCut ? 'height' : 'minHeight'] = `${room}px`
    if (needsCut) style.overflow = 'auto'
  }, [isKnown, isOpen])

  return {
    isCut: isCut && !isOpen,
    open: () => setOpen(true),
  }
}

function remember(id: string, height: number): void {
  heights.delete(id)
  heights.set(id, height)
  const oldest = heights.size > KEPT_MAX ? heights.keys().next().value : undefined
  if (oldest !== undefined) heights.delete(oldest)
}
