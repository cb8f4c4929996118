import { describe, expect, it } from 'vitest'
import {
  decide,
  NOTHING_TOLD,
  NOTICE_DEFAULTS,
  parseNoticeSettings,
  parseNoticeState,
  type NoticeSettings,
  type NoticeState,
} from '../../../extension/background/notices.ts'
import { noticeText } from '../../../extension/background/notice-text.ts'
import { troubled } from '../../../extension/background/trouble.ts'
import { sampleOverview } from '../../support/browser-samples.ts'

const ON: NoticeSettings = { ...NOTICE_DEFAULTS, on: true }
const at = (time: string, day = '2026-11-21') => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return { minute: hours * 60 + minutes, day }
}
const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase() })) as [
  { id: string; name: string },
  { id: string; name: string },
  { id: string; name: string },
]
const ids = ({ tell }: { tell: readonly { id: string }[] }): string[] => tell.map(({ id }) => id)

describe('notices', () => {
  it('are off until they are switched on', () => {
    expect(ids(decide(NOTICE_DEFAULTS, NOTHING_TOLD, [a], at('12:00')))).toEqual([])
  })

  it('tell of each crossing once, and again after a recovery', () => {
    const first = decide(ON, NOTHING_TOLD, [a, b], at('12:00'))
    expect(ids(first)).toEqual(['a', 'b'])
    const same = decide(ON, first.state, [a, b], at('12:15'))
    expect(ids(same)).toEqual([])
    const recovered = decide(ON, same.state, [b], at('12:30'))
    expect(ids(recovered)).toEqual([])
    expect(ids(decide(ON, recovered.state, [a, b, c], at('12:45')))).toEqual(['a', 'c'])
  })

  it.each([
    ['19:59', true],
    ['20:00', false],
    ['23:59', false],
    ['00:00', false],
    ['06:59', false],
    ['07:00', true],
  ])('quiet hours over midnight: %s', (time, tells) => {
    expect(ids(decide(ON, NOTHING_TOLD, [a], at(time)))).toEqual(tells ? ['a'] : [])
  })

  it('hold what comes up in quiet hours until they end', () => {
    const night = decide(ON, NOTHING_TOLD, [a], at('23:00'))
    expect(ids(decide(ON, night.state, [a, b], at('07:00')))).toEqual(['a', 'b'])
  })

  it('equal times mean no quiet hours', () => {
    const always = { ...ON, quietFrom: '00:00', quietTo: '00:00' }
    expect(ids(decide(always, NOTHING_TOLD, [a], at('03:00')))).toEqual(['a'])
  })

  it('come as one digest a day', () => {
    const daily: NoticeSettings = { ...ON, rhythm: 'daily', dailyAt: '09:00' }
    const early = decide(daily, NOTHING_TOLD, [a], at('08:45'))
    expect(ids(early)).toEqual([])
    const digest = decide(daily, early.state, [a, b], at('09:10'))
    expect(ids(digest)).toEqual(['a', 'b'])
    const later = decide(daily, digest.state, [a, b, c], at('10:00'))
    expect(ids(later)).toEqual([])
    expect(ids(decide(daily, later.state, [a, b, c], at('09:00', '2026-11-22')))).toEqual(['c'])
  })

  it('take what storage holds only where it fits', () => {
    expect(parseNoticeSettings({ on: 'yes', rhythm: 'hourly', dailyAt: '25:00' })).toEqual(NOTICE_DEFAULTS)
    expect(parseNoticeSettings({ on: true, quietFrom: '22:30' })).toMatchObject({
      on: true,
      quietFrom: '22:30',
    })
    expect(parseNoticeState({ told: ['a', 7], digestDay: 3 })).toEqual({
      told: ['a'],
      digestDay: null,
    } satisfies NoticeState)
  })

  it('name the first three and count the rest, in the reader’s language', () => {
    const four = [a, b, c, { id: 'd', name: 'D' }]
    expect(noticeText(four, 'en')).toEqual({ title: '4 clients need a look', message: 'A, B, C and 1 more' })
    expect(noticeText([a], 'de')).toEqual({ title: '1 Kunde braucht einen Blick', message: 'A' })
  })

  it('are about low wallets and failed payments, not about a reload under way', () => {
    const states = ['ok', 'low', 'reloading', 'paymentFailed', 'actionRequired', 'suspended'] as const
    const clients = states.map((status, index) => sampleOverview(index, { status, name: status }))
    expect(troubled(clients).map(({ name }) => name)).toEqual([
      'low',
      'paymentFailed',
      'actionRequired',
      'suspended',
    ])
  })
})
