import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

export interface PopoutProps {
  label: ComponentChildren
  /** What the button is called where its text says too little. */
  name?: string
  tone: 'good' | 'warn' | 'bad' | 'idle'
  children: ComponentChildren
}

/** A line with a dot that opens a small card in the top layer; Escape, a scroll or a click elsewhere close it. */
export function Popout({ label, name, tone, children }: PopoutProps) {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const card = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const [from, box] = [button.current, card.current]
    if (!isOpen || !from || !box) return
    box.showPopover()
    const { left, right, bottom, top } = from.getBoundingClientRect()
    const { offsetHeight: height, offsetWidth: width } = box
    const fitsBelow = bottom + 8 + height < innerHeight
    const fitsAbove = top - height - 6 >= 8
    // Too high for either: beside the line, which would else be covered.
    const isBeside = !fitsBelow && !fitsAbove
    box.style.left = `${Math.max(8, Math.min(isBeside ? right + 12 : left, innerWidth - width - 8))}px`
    const y = fitsBelow ? bottom + 6 : isBeside ? innerHeight - height - 8 : top - height - 6
    box.style.top = `${Math.max(8, y)}px`
    const ended = new AbortController()
    const close = (event: Event): void => {
      const path = event.composedPath()
      if (!path.includes(box) && !path.includes(from)) setOpen(false)
    }
    addEventListener('scroll', close, { capture: true, signal: ended.signal })
    addEventListener('pointerdown', close, { capture: true, signal: ended.signal })
    return () => ended.abort()
  }, [isOpen])

  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen) return
    setOpen(false)
    button.current?.focus()
  }
  return (
    <span class="popout" onKeyDown={escape}>
      <button
        type="button"
        ref={button}
        class="hint popout-open"
        data-tone={tone}
        aria-label={name}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && (
        <div ref={card} class="bubble card" popover="manual" role="group" aria-label={name}>
          {children}
        </div>
      )}
    </span>
  )
}
