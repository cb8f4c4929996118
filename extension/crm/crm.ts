import type { Slot } from '../mount/slot.ts'

/** The pages of a CRM that the overlay knows by name, whatever the CRM calls them. */
export type PageId =
  | 'agencyDashboard'
  | 'subAccounts'
  | 'manageClient'
  | 'agencyBilling'
  | 'reselling'
  | 'subAccount'

export interface Route {
  page: PageId
  /** The CRM's id of the client this page is about. */
  client: string | null
}

/** The kinds of place that features can ask for. */
export type SlotId = 'clientRow' | 'clientPanel'

/** How a panel fits in: the page's scheme, and its own properties for the theme tokens (extension/ui/tokens.css). */
export interface Look {
  scheme: 'light' | 'dark'
  properties: Readonly<Record<string, string>>
}

/** A CRM's pages, and the only door to them: its addresses, its anchors, its theme. */
export interface Crm {
  id: string
  route(url: URL): Route | null
  slots(route: Route): readonly Slot[]
  look(document: Document): Look
}
