import type { Slot } from '../mount/slot.ts'

/** The pages of a CRM that the overlay knows by name, whatever the CRM calls them. */
export type PageId =
  | 'agencyDashboard'
  | 'subAccounts'
  | 'manageClient'
  | 'agencyBilling'
  | 'reselling'
  | 'saasConfigurator'
  | 'subAccount'

export interface Route {
  page: PageId
  /** The CRM's id of the client this page is about. */
  client: string | null
}

/** The kinds of place that features can ask for. */
export type SlotId =
  | 'clientRow'
  | 'clientPanel'
  | 'clientBadge'
  | 'listTools'
  | 'agencySummary'
  | 'marginLens'

/** How a panel fits in: the page's scheme, and its own properties for the theme tokens (extension/ui/tokens.css). */
export interface Look {
  scheme: 'light' | 'dark'
  properties: Readonly<Record<string, string>>
}

/** A CRM's pages, and the only door to them: its addresses, its anchors, its theme. */
export interface Crm {
  id: string
  /** Its ids are accounts of this outside system, and the worker's directory knows the clients; absent = they are clients' ids. */
  system?: string
  route(url: URL): Route | null
  slots(route: Route): readonly Slot[]
  look(document: Document): Look
  /** Where this CRM shows a client; null where it has no such page. */
  clientPath?(client: string): string
  /** The address of a page as the registry writes it, with `:id` for every id; null for pages it does not know. */
  template?(url: URL): string | null
  /** How many places each kind of place has here, and which of its selectors found them: for a report. */
  census?(root: ParentNode, route: Route): readonly SlotCensus[]
}

export interface SlotCensus {
  slot: string
  expected: 'one' | 'many'
  found: number
  /** 1 = the selector trusted most; null = none found any. */
  candidate: number | null
}
