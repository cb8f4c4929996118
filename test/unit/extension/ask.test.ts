import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ask } from '../../../extension/features/ask.ts'
import { call } from '../../../extension/rpc/call.ts'
import type { Surroundings } from '../../../extension/features/feature.ts'

const runtime = vi.hoisted(() => ({
  id: 'ext' as string | undefined,
  sendMessage: vi.fn<() => Promise<unknown>>(),
}))
vi.mock('wxt/browser', () => ({ browser: { runtime } }))

const answer = { ok: true, value: null }
beforeEach(() => {
  runtime.id = 'ext'
  runtime.sendMessage.mockReset().mockResolvedValue(answer)
})

describe('an answer for a place', () => {
  function place() {
    const controller = new AbortController()
    const state = { at: 'manageClient a' }
    const outdated = vi.fn<() => void>()
    const page = {
      location: () => state.at,
      outdated,
      attach: () => {},
      report: vi.fn<() => never>(),
      clientPath: () => null,
      system: null,
    }
    const mounted = { signal: controller.signal } as Surroundings['mounted']
    return { controller, state, outdated, surroundings: { page, mounted } }
  }

  test('arrives while the page is still the one it was asked for', async () => {
    expect(await ask(place().surroundings, 'options.open', {})).toEqual(answer)
  })

  test('is dropped when the address has moved on', async () => {
    const { state, surroundings } = place()
    const asked = ask(surroundings, 'options.open', {})
    state.at = 'manageClient b'
    expect(await asked).toBeNull()
  })

  test('is dropped when the place is gone', async () => {
    const { controller, surroundings } = place()
    const asked = ask(surroundings, 'options.open', {})
    controller.abort()
    expect(await asked).toBeNull()
  })

  test('after an update the page is told once that its script is old', async () => {
    const { outdated, surroundings } = place()
    runtime.id = undefined
    expect(await ask(surroundings, 'options.open', {})).toEqual({ ok: false, failure: { kind: 'outdated' } })
    expect(outdated).toHaveBeenCalledOnce()
  })
})

describe('a call that does not come through', () => {
  test('a background that stops is interrupted, an extension that is gone is outdated', async () => {
    runtime.sendMessage.mockRejectedValueOnce(new Error('message channel closed'))
    expect(await call('options.open', {})).toEqual({ ok: false, failure: { kind: 'interrupted' } })
    runtime.sendMessage.mockImplementationOnce(() => {
      runtime.id = undefined
      return Promise.reject(new Error('Extension context invalidated'))
    })
    expect(await call('options.open', {})).toEqual({ ok: false, failure: { kind: 'outdated' } })
  })

  test('an answer that is none of ours is not believed', async () => {
    runtime.sendMessage.mockResolvedValueOnce(undefined)
    expect(await call('options.open', {})).toEqual({ ok: false, failure: { kind: 'interrupted' } })
  })
})
