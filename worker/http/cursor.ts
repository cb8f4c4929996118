import { Refusal } from './problem.ts'

/** A cursor is the id of the last row of a page, wrapped so that nobody builds on what is in it. */
export const sealCursor = (lastId: string): string => encodeURIComponent(btoa(lastId))

/** @throws Refusal `invalid_request` for a cursor that no page gave out. */
export function openCursor(cursor: string): string {
  try {
    const id = atob(decodeURIComponent(cursor))
    if (/^[\x21-\x7e]{1,200}$/.test(id)) return id
  } catch {
    // Falls through to the refusal.
  }
  const reason = 'take it from `nextCursor` of the page before'
  throw new Refusal('invalid_request', `cursor: ${reason}.`, [{ field: 'cursor', reason }])
}
