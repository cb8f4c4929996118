import type { SlotId } from '../crm/crm.ts'
import type { Mounted } from '../mount/host.ts'
import type { PanelHost } from '../rpc/panels.ts'

/** What a feature is given at each of its places. */
export interface Surroundings {
  mounted: Mounted
  page: PanelHost
  /** A new random id, for the key of one intent. */
  newId(): string
  /** Epoch milliseconds. */
  now(): number
}

/** One feature, one folder; the id is the folder's name. It paints into `mounted.shadow` until the signal ends it. */
export interface Feature {
  id: string
  slot: SlotId
  init(surroundings: Surroundings): void
}
