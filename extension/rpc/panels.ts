import type { Mounted } from '../mount/host.ts'

/**
 * Content script and panels run in the same isolated world: the small script that is on every CRM page leaves
 * this door open, and the panels, injected later, come in by it. The page's own scripts cannot see it.
 */
export interface PanelHost {
  /** Called once by the panels' script; the sink gets every host that exists and each that follows. */
  attach(sink: (mounted: Mounted) => void): void
  /** The address the page shows now: an answer asked for at another one never paints. */
  location(): string
  /** The extension was replaced under this tab. */
  outdated(): void
}

const DOOR = Symbol.for('rebill-lens.panels')

type World = { [DOOR]?: PanelHost | undefined }

export function openDoor(host: PanelHost, signal: AbortSignal): void {
  const world = globalThis as World
  world[DOOR] = host
  signal.addEventListener('abort', () => {
    if (world[DOOR] === host) world[DOOR] = undefined
  })
}

export function findDoor(): PanelHost | null {
  return (globalThis as World)[DOOR] ?? null
}
