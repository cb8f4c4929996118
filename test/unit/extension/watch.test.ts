import { Window } from 'happy-dom'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createReconciler, type Reconciler } from '../../../extension/mount/reconciler.ts'
import type { Slot } from '../../../extension/mount/slot.ts'
import { handClock, type HandClock } from './clock.ts'

const FRAME_MS = 16
/** Frames of a page that renders all the time after which the reconciler rests (mount/pace.ts). */
const UNTIL_REST = 30
const REST_MS = 200

const searches = vi.fn<() => void>()
const rows: Slot = {
  id: 'row',
  find: (root) => {
    searches()
    return [...root.querySelectorAll('li')].map((element) => ({
      key: element.getAttribute('data-client') ?? '',
      element,
      source: element,
      place: 'append' as const,
    }))
  },
  watch: ['data-client'],
  required: null,
  reserve: 0,
}

let document: Document
let clock: HandClock
let reconciler: Reconciler
const beforeLook = vi.fn<() => void>()
/** Changes of the page that the browser had to tell us of. */
const told = vi.fn<() => void>()
let isAddressTold: boolean

beforeEach(async () => {
  const window = new Window()
  document = window.document as unknown as Document
  vi.stubGlobal('MutationObserver', telling(window))
  vi.stubGlobal('CSSStyleSheet', window.CSSStyleSheet)
  vi.stubGlobal('__SHADOW_MODE__', 'open')
  clock = handClock()
  isAddressTold = true
  reconciler = createReconciler({
    document,
    clock,
    beforeLook,
    isAddressTold: () => isAddressTold,
    onMount: () => {},
  })
  document.body.innerHTML = '<ul><li data-client="a"></li><li data-client="b"></li></ul><p></p>'
  reconciler.setSlots([rows])
  await clock.frames(2)
})
afterEach(() => {
  reconciler.stop()
  vi.unstubAllGlobals()
})

/** The window's own observer, each of whose reports is counted. */
function telling({ MutationObserver: Real }: Window): typeof Real {
  return class extends Real {
    constructor(callback: ConstructorParameters<typeof Real>[0]) {
      super((records, observer) => {
        told()
        callback(records, observer)
      })
    }
  }
}

const hosts = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>('li > rebill-lens')].map((host) => host.dataset['key'])
const row = (client: string): Element => {
  const element = document.createElement('li')
  element.setAttribute('data-client', client)
  return element
}

/** So many frames in which a block of the page that is none of ours is rendered anew; counts the searches. */
async function churn(frames: number): Promise<number> {
  searches.mockClear()
  for (let frame = 0; frame < frames; frame++) {
    document.querySelector('p')?.replaceChildren(String(frame))
    await clock.pass(FRAME_MS)
  }
  return searches.mock.calls.length
}
/** Into the middle of a rest. */
const churnIntoRest = (): Promise<number> => churn(UNTIL_REST + 5)

describe('a page that renders in every frame', () => {
  test('is searched in each of the first frames: it may be on its way to a new content', async () => {
    expect(await churn(UNTIL_REST - 2)).toBe(UNTIL_REST - 2)
  })

  test('is then searched about five times a second, its hosts untouched', async () => {
    const before = [...document.querySelectorAll('rebill-lens')]
    await churnIntoRest()
    const second = await churn(Math.round(1_000 / FRAME_MS))
    expect(second).toBeGreaterThanOrEqual(4)
    expect(second).toBeLessThanOrEqual(6)
    expect([...document.querySelectorAll('rebill-lens')]).toEqual(before)
  })

  test('is not observed while it is left alone', async () => {
    await churnIntoRest()
    told.mockClear()
    await churn(5)
    expect(told).not.toHaveBeenCalled()
  })

  test('gets a host that it threw out back in the next frame', async () => {
    await churnIntoRest()
    const host = document.querySelector('li > rebill-lens')
    host?.remove()
    await clock.pass(FRAME_MS)
    expect(document.querySelector('li > rebill-lens')).toBe(host)
  })

  test('gets it back just as soon at the moment a rest begins', async () => {
    for (let frames = UNTIL_REST - 2; frames < UNTIL_REST + 2; frames++) {
      await churn(frames)
      const host = document.querySelector('li > rebill-lens')
      host?.remove()
      await churn(1)
      expect(document.querySelector('li > rebill-lens')).toBe(host)
    }
  })

  test('gets a host that it moved elsewhere back in the next frame', async () => {
    await churnIntoRest()
    const host = document.querySelector('li > rebill-lens')
    if (host) document.body.append(host)
    await clock.pass(FRAME_MS)
    expect(document.querySelector('li > rebill-lens')).toBe(host)
  })

  test('has its field read in the next frame when it swaps the field alone', async () => {
    const field: Slot = {
      ...rows,
      id: 'field',
      find: (root) =>
        [...root.querySelectorAll('input')].map((source) => ({
          key: 'field',
          element: source.parentElement ?? source,
          source,
          place: 'after' as const,
        })),
    }
    document.body.insertAdjacentHTML('beforeend', '<label><input></label>')
    reconciler.setSlots([field])
    await clock.frames(2)
    await churnIntoRest()
    const swapped = document.createElement('input')
    document.querySelector('input')?.replaceWith(swapped)
    await clock.pass(FRAME_MS)
    expect(reconciler.mounts()[0]?.source()).toBe(swapped)
  })

  test('gets the host moved in the next frame when it swaps an anchor', async () => {
    await churnIntoRest()
    document.querySelector('li')?.replaceWith(row('a'))
    await clock.pass(FRAME_MS)
    expect(hosts()).toEqual(['a', 'b'])
  })

  test('gives a recycled row its new client in the next frame, told by the attribute alone', async () => {
    await churnIntoRest()
    document.querySelector('li')?.setAttribute('data-client', 'c')
    await clock.pass(FRAME_MS)
    expect(hosts()).toEqual(['c', 'b'])
  })

  test('is looked at in the next frame when something else is looked for', async () => {
    await churnIntoRest()
    searches.mockClear()
    reconciler.request()
    await clock.pass(FRAME_MS)
    expect(searches).toHaveBeenCalled()
  })

  test('has its address read in every frame', async () => {
    await churnIntoRest()
    beforeLook.mockClear()
    await churn(5)
    expect(beforeLook).toHaveBeenCalledTimes(5)
  })

  test('has its last change seen although it is silent from then on', async () => {
    await churnIntoRest()
    document.querySelector('ul')?.append(row('c'))
    await clock.pass(FRAME_MS)
    expect(hosts()).toEqual(['a', 'b'])
    await clock.pass(REST_MS)
    expect(hosts()).toEqual(['a', 'b', 'c'])
  })

  test('is watched again after a rest, and left alone once it is silent', async () => {
    await churnIntoRest()
    await clock.pass(REST_MS)
    await clock.pass(FRAME_MS)
    searches.mockClear()
    for (let frame = 0; frame < 20; frame++) await clock.pass(FRAME_MS)
    expect(searches).not.toHaveBeenCalled()
    document.querySelector('li')?.replaceChildren()
    await clock.pass(FRAME_MS)
    expect(hosts()).toEqual(['a', 'b'])
  })

  test('is searched in each frame again after there was something to do', async () => {
    await churnIntoRest()
    document.querySelector('li')?.replaceChildren()
    await clock.pass(FRAME_MS)
    expect(await churn(UNTIL_REST - 2)).toBe(UNTIL_REST - 2)
  })

  test('is searched in each frame while a place is missing', async () => {
    reconciler.setSlots([rows, { ...rows, id: 'other', find: () => [] }])
    await clock.frames(2)
    expect(await churn(60)).toBeGreaterThanOrEqual(60)
  })

  test('is not put to rest by changes with pauses between them', async () => {
    searches.mockClear()
    for (let change = 0; change < 40; change++) {
      document.querySelector('p')?.replaceChildren(String(change))
      await clock.pass(FRAME_MS)
      await clock.pass(120)
    }
    expect(searches).toHaveBeenCalledTimes(40)
  })
})

describe('a page that has no place of ours', () => {
  beforeEach(async () => {
    reconciler.setSlots([])
    await clock.frames(2)
    beforeLook.mockClear()
    told.mockClear()
  })

  test('is left alone altogether', async () => {
    await churn(5)
    expect(told).not.toHaveBeenCalled()
    expect(beforeLook).not.toHaveBeenCalled()
  })

  test('is left alone from its first change on when it never had one', async () => {
    reconciler.stop()
    reconciler = createReconciler({
      document,
      clock,
      beforeLook,
      isAddressTold: () => true,
      onMount: () => {},
    })
    await churn(5)
    expect(told).toHaveBeenCalledOnce()
    expect(beforeLook).toHaveBeenCalledOnce()
  })

  test('has its address read in every frame where nothing tells of it', async () => {
    isAddressTold = false
    reconciler.request()
    await clock.frames(1)
    beforeLook.mockClear()
    await churn(5)
    expect(beforeLook).toHaveBeenCalledTimes(5)
  })

  test('stays alone after the overlay was stopped, whatever still wants a look', async () => {
    reconciler.setSlots([rows])
    reconciler.stop()
    reconciler.request()
    await churn(2)
    expect(told).not.toHaveBeenCalled()
  })

  test('is watched from the moment on that something is looked for: a place comes before the next frame', async () => {
    document.body.innerHTML = ''
    reconciler.setSlots([rows])
    document.body.append(row('c'))
    await new Promise((done) => setImmediate(done))
    expect(document.querySelector('li > rebill-lens')).not.toBeNull()
  })
})
