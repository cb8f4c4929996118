/** Where a host stands relative to its anchor. */
export type Place = 'append' | 'prepend' | 'before' | 'after'

/** One place on the page, for one client. The same key in another element is the same place moved. */
export interface Anchor {
  key: string
  /** Where the host stands. */
  element: Element
  place: Place
  /** The element whose attributes name the client; of a field, the field itself. */
  source: Element
  /** What the CRM's registry knows of the source (a field's label and unit). */
  facts?: Readonly<Record<string, string>>
}

/** A kind of place, as `crm/` describes it for the route at hand; `mount/` knows no selector. */
export interface Slot {
  id: string
  /** All anchors on the page now, best first; several with one key are one place (the page doubled it). */
  find(root: Document): readonly Anchor[]
  /** Attributes of an anchor's source that name its client: virtualised lists recycle an element by changing them. */
  watch: readonly string[]
  /** The page of this route ought to have this key; where it does not, the panel floats. */
  required: string | null
  /** It has no place in this page at all: it floats from the start, for the key in `required`. */
  floats?: true
  /** Stands in a line of the page, no wider than what it shows. */
  inline?: true
  /** Height kept free until the panel is painted, so that nothing on the page jumps, in px. */
  reserve: number
  /** The same for a place in a line, in px of width. */
  reserveWidth?: number
}
