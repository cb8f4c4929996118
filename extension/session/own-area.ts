import type { Area } from './tokens.ts'

const DATABASE = 'rebill-lens'
const STORE = 'items'

/**
 * A storage area in the IndexedDB of the extension's own origin. A content script's IndexedDB is the page's, so it has
 * no way to this one; it outlives the browser. Throws where the browser keeps none.
 */
export async function openOwnArea(databases: IDBFactory): Promise<Area> {
  const opening = databases.open(DATABASE, 1)
  opening.addEventListener('upgradeneeded', () => void opening.result.createObjectStore(STORE))
  const database = await answerOf(opening)

  /** Done when it is on the disk: a refresh token works once, and losing the new one would end the session. */
  const write = (change: (items: IDBObjectStore) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const work = database.transaction(STORE, 'readwrite', { durability: 'strict' })
      work.addEventListener('complete', () => resolve())
      work.addEventListener('abort', () => reject(work.error))
      change(work.objectStore(STORE))
    })

  return {
    get: async (key) => {
      const value: unknown = await answerOf(database.transaction(STORE).objectStore(STORE).get(key))
      return value === undefined ? {} : { [key]: value }
    },
    set: (items) =>
      write((store) => {
        for (const [key, value] of Object.entries(items)) store.put(value, key)
      }),
    remove: (keys) =>
      write((store) => {
        for (const key of keys) store.delete(key)
      }),
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
