import { Window } from 'happy-dom'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createReconciler, type Reconciler } from '../../../extension/mount/reconciler.ts'
import type { Mounted } from '../../../extension/mount/host.ts'
import type { Slot } from '../../../extension/mount/slot.ts'
import { handClock, type HandClock } from './clock.ts'

/** Anchors here are `<li data-client="…">`; the panel of one client stands in `<main>`. */
const rows: Slot = {
  id: 'row',
  find: (root) =>
    [...root.querySelectorAll('li')].map((element) => ({
      key: element.getAttribute('data-client') ?? '',
      element,
      source: element,
      place: 'append' as const,
    })),
  watch: ['data-client'],
  required: null,
  reserve: 0,
}
const panel: Slot = {
  id: 'panel',
  find: (root) =>
    [...root.querySelectorAll('main')].map((element) => ({
      key: 'a',
      element,
      source: element,
      place: 'prepend' as const,
    })),
  watch: [],
  required: 'a',
  reserve: 100,
}

let document: Document
let clock: HandClock
let mounts: Mounted[]
let reconciler: Reconciler

beforeEach(() => {
  const window = new Window()
  document = window.document as unknown as Document
  vi.stubGlobal('MutationObserver', window.MutationObserver)
  vi.stubGlobal('CSSStyleSheet', window.CSSStyleSheet)
  vi.stubGlobal('__SHADOW_MODE__', 'open')
  clock = handClock()
  mounts = []
  reconciler = createReconciler({
    document,
    clock,
    beforeLook: () => {},
    isAddressTold: () => true,
    onMount: (each) => void mounts.push(each),
  })
})
afterEach(() => {
  reconciler.stop()
  vi.unstubAllGlobals()
})

const list = (...clients: string[]): string =>
  `<ul>${clients.map((id) => `<li data-client="${id}"></li>`).join('')}</ul>`
const hosts = (within = 'li'): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>(`${within} > rebill-lens`)].map((host) => host.dataset['key'])

describe('the reconciler', () => {
  test('mounts one host a place and leaves it there while the page changes elsewhere', async () => {
    document.body.innerHTML = list('a', 'b')
    reconciler.setSlots([rows])
    await clock.frames()
    const [first] = mounts
    document.body.append(document.createElement('p'))
    await clock.frames(3)
    expect(hosts()).toEqual(['a', 'b'])
    expect(mounts).toHaveLength(2)
    expect(first?.element.isConnected).toBe(true)
  })

  test('puts the same host back when the children of its anchor are wiped', async () => {
    document.body.innerHTML = list('a')
    reconciler.setSlots([rows])
    await clock.frames()
    const before = document.querySelector('rebill-lens')
    document.querySelector('li')?.replaceChildren('again')
    await clock.frames()
    expect(document.querySelector('rebill-lens')).toBe(before)
    expect(mounts[0]?.signal.aborted).toBe(false)
  })

  test('moves the same host when the anchor is swapped for a new element', async () => {
    document.body.innerHTML = list('a')
    reconciler.setSlots([rows])
    await clock.frames()
    const before = document.querySelector('rebill-lens')
    document.body.innerHTML = list('a')
    await clock.frames()
    expect(document.querySelector('li > rebill-lens')).toBe(before)
  })

  test('keeps a host for a while when its anchor goes away, and forgets it after that', async () => {
    document.body.innerHTML = list('a')
    reconciler.setSlots([rows])
    await clock.frames()
    document.body.innerHTML = ''
    await clock.frames()
    await clock.pass(1_000)
    expect(mounts[0]?.signal.aborted).toBe(false)
    document.body.innerHTML = list('a')
    await clock.frames()
    expect(hosts()).toEqual(['a'])
    expect(mounts).toHaveLength(1)
    document.body.innerHTML = ''
    await clock.frames()
    await clock.pass(1_500)
    expect(mounts[0]?.signal.aborted).toBe(true)
  })

  test('gives a recycled row to its new client, told by the attribute alone', async () => {
    document.body.innerHTML = list('a')
    reconciler.setSlots([rows])
    await clock.frames()
    document.querySelector('li')?.setAttribute('data-client', 'b')
    await clock.frames()
    expect(hosts()).toEqual(['b'])
  })

  test('mounts once where the page shows a client twice, and removes a cloned shell', async () => {
    document.body.innerHTML = list('a')
    reconciler.setSlots([rows])
    await clock.frames()
    const row = document.querySelector('li')
    row?.after(row.cloneNode(true))
    await clock.frames(2)
    expect(document.querySelectorAll('rebill-lens')).toHaveLength(1)
    expect(document.querySelector('rebill-lens')).toBe(mounts[0]?.element)
  })

  test('floats after 20 re-inserts in 5 s and stops fighting', async () => {
    document.body.innerHTML = list('a')
    reconciler.setSlots([rows])
    await clock.frames()
    const heard = vi.fn<(floating: boolean) => void>()
    mounts[0]?.onFloat(heard)
    for (let wipes = 0; wipes < 30; wipes++) {
      document.querySelector('li')?.replaceChildren()
      await clock.pass(16)
    }
    expect(hosts('[data-float]')).toEqual(['a'])
    expect(hosts()).toEqual([])
    expect(heard).toHaveBeenCalledExactlyOnceWith(true)
  })

  test('does not float for 20 re-inserts spread over a minute', async () => {
    document.body.innerHTML = list('a')
    reconciler.setSlots([rows])
    await clock.frames()
    for (let wipes = 0; wipes < 40; wipes++) {
      document.querySelector('li')?.replaceChildren()
      await clock.pass(1_500)
    }
    expect(hosts()).toEqual(['a'])
  })

  test('leaves when not even the corner is left alone', async () => {
    reconciler.setSlots([panel])
    await clock.pass(4_000)
    for (let wipes = 0; wipes < 30; wipes++) {
      document.querySelector('[data-float]')?.remove()
      await clock.pass(16)
    }
    expect(document.querySelector('[data-float]')).toBeNull()
  })

  test('floats a required panel whose anchor never comes, and moves it in when it does', async () => {
    reconciler.setSlots([panel])
    await clock.pass(3_900)
    expect(mounts).toHaveLength(0)
    await clock.pass(100)
    expect(hosts('[data-float]')).toEqual(['a'])
    document.body.innerHTML = '<main></main>'
    await clock.frames(2)
    expect(hosts('main')).toEqual(['a'])
    expect(document.querySelector('[data-float]')).toBeNull()
  })

  test('tears down at once when the route has no such place any more', async () => {
    document.body.innerHTML = '<main></main>'
    reconciler.setSlots([panel])
    await clock.frames()
    reconciler.setSlots([])
    expect(mounts[0]?.signal.aborted).toBe(true)
    expect(document.querySelector('rebill-lens')).toBeNull()
  })

  test('stops for good: nothing of ours is left, and nothing comes back', async () => {
    document.body.innerHTML = list('a')
    reconciler.setSlots([rows])
    await clock.frames()
    reconciler.stop()
    document.body.innerHTML = list('b')
    await clock.frames()
    expect(document.querySelector('rebill-lens')).toBeNull()
  })
})
