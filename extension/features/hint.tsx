import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../ui/index.ts'

export interface HintProps {
  label: string
  tone: 'good' | 'warn' | 'bad' | 'idle'
  /** The sentence behind the label; null = the label says it all. */
  text: string | null
  act?: { label: string; run: () => void }
}

/** A state with a dot; where there is something to do, a button that says what, in the top layer. */
export function Hint({ label, tone, text, act }: HintProps) {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const bubble = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const [from, box] = [button.current, bubble.current]
    if (!isOpen || !from || !box) return
    box.showPopover()
    const { left, bottom, top } = from.getBoundingClientRect()
    const fitsBelow = bottom + 8 + box.offsetHeight < innerHeight
    box.style.left = `${Math.max(8, Math.min(left, innerWidth - box.offsetWidth - 8))}px`
    box.style.top = `${fitsBelow ? bottom + 6 : top - box.offsetHeight - 6}px`
    const ended = new AbortController()
    const close = (): void => setOpen(false)
    // The page scrolls under the bubble, or somebody clicks elsewhere.
    addEventListener('scroll', close, { capture: true, signal: ended.signal })
    addEventListener('pointerdown', (event) => !event.composedPath().includes(box) && close(), {
      capture: true,
      signal: ended.signal,
    })
    return () => ended.abort()
  }, [isOpen])

  if (!text) {
    return (
      <span class="hint" data-tone={tone}>
        {label}
      </span>
    )
  }
  return (
    <>
      <button
        type="button"
        ref={button}
        class="hint"
        data-tone={tone}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      >
        {label}
      </button>
      {isOpen && (
        <div ref={bubble} class="bubble" popover="manual" role="status">
          {text}
          {act && (
            <div class="bubble-act">
              <Button kind="plain" onClick={act.run}>
                {act.label}
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}
