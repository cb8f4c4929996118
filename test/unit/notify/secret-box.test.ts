import { describe, expect, it } from 'vitest'
import type { Context } from '../../../worker/context.ts'
import { openSecret, sealSecret } from '../../../worker/notify/secret-box.ts'

const key = (fill: number) => btoa(String.fromCharCode(...Array.from({ length: 32 }, () => fill)))
const withKey = (fill: number | null) =>
  ({ settings: fill === null ? {} : { SECRETS_KEY: key(fill) } }) as Pick<Context, 'settings'>
const SECRET = ['whsec', 'fake'].join('_')

describe('the box for secrets', () => {
  it('gives back what was put in, and never looks the same twice', async () => {
    const boxes = await Promise.all(Array.from({ length: 50 }, () => sealSecret(withKey(1), 'a', SECRET)))
    expect(new Set(boxes).size).toBe(50)
    for (const box of boxes) {
      expect(box).not.toContain('fake')
      expect(await openSecret(withKey(1), 'a', box)).toBe(SECRET)
    }
  })

  it('opens for its owner, with its key, unaltered, or not at all', async () => {
    const box = await sealSecret(withKey(1), 'a', SECRET)
    const [version, iv, sealed = ''] = box.split('.')
    // The first character: the last one of base64 may hold bits that nothing reads.
    const altered = `${version}.${iv}.${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`
    const other = (await sealSecret(withKey(1), 'a', SECRET)).split('.')[1]
    for (const [ctx, owner, text] of [
      [withKey(2), 'a', box],
      [withKey(1), 'b', box],
      [withKey(1), 'a', altered],
      [withKey(1), 'a', `${version}.${other}.${sealed}`],
      [withKey(1), 'a', `v2.${iv}.${sealed}`],
      [withKey(1), 'a', 'v1.!.!'],
      [withKey(null), 'a', box],
    ] as const) {
      await expect(openSecret(ctx, owner, text)).rejects.toMatchObject({ code: 'not_configured' })
    }
  })

  it('is not made without a key', () =>
    expect(sealSecret(withKey(null), 'a', SECRET)).rejects.toMatchObject({ code: 'not_configured' }))
})
