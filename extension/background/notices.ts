import type { Trouble } from './trouble.ts'

/** When the browser may speak up; off until staff switch it on in the options. Times are `HH:MM`, local. */
export interface NoticeSettings {
  readonly on: boolean
  /** `daily`: one digest a day at `dailyAt` instead of a notice whenever something is new. */
  readonly rhythm: 'atOnce' | 'daily'
  readonly dailyAt: string
  /** Nothing is shown from `quietFrom` to `quietTo`; equal = no quiet hours. What came up is told afterwards. */
  readonly quietFrom: string
  readonly quietTo: string
}

export const NOTICE_DEFAULTS: NoticeSettings = {
  on: false,
  rhythm: 'atOnce',
  dailyAt: '09:00',
  quietFrom: '20:00',
  quietTo: '07:00',
}

/** What was told already, so that each crossing is told once. */
export interface NoticeState {
  /** Ids of clients that are in trouble and were told. */
  readonly told: readonly string[]
  /** The local day (`YYYY-MM-DD`) of the last digest. */
  readonly digestDay: string | null
}

export const NOTHING_TOLD: NoticeState = { told: [], digestDay: null }

export interface LocalTime {
  /** Minutes since local midnight. */
  minute: number
  day: string
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/

export function parseNoticeSettings(stored: unknown): NoticeSettings {
  const it = (stored ?? {}) as Partial<Record<keyof NoticeSettings, unknown>>
  const time = (key: 'dailyAt' | 'quietFrom' | 'quietTo'): string => {
    const value = it[key]
    return typeof value === 'string' && TIME.test(value) ? value : NOTICE_DEFAULTS[key]
  }
  return {
    on: it.on === true,
    rhythm: it.rhythm === 'daily' ? 'daily' : 'atOnce',
    dailyAt: time('dailyAt'),
    quietFrom: time('quietFrom'),
    quietTo: time('quietTo'),
  }
}

export function parseNoticeState(stored: unknown): NoticeState {
  const it = (stored ?? {}) as Partial<Record<keyof NoticeState, unknown>>
  const told = Array.isArray(it.told) ? it.told.filter((id) => typeof id === 'string') : []
  return { told, digestDay: typeof it.digestDay === 'string' ? it.digestDay : null }
}

/** Who is to be told of now, in one notice, and what is remembered of it. A client that recovered may come again. */
export function decide(
  settings: NoticeSettings,
  state: NoticeState,
  trouble: readonly Trouble[],
  now: LocalTime,
): { tell: readonly Trouble[]; state: NoticeState } {
  const told = state.told.filter((id) => trouble.some((each) => each.id === id))
  const waiting = { tell: [], state: { ...state, told } }
  if (!settings.on || isQuiet(settings, now.minute)) return waiting
  if (settings.rhythm === 'daily') {
    if (state.digestDay === now.day || now.minute < minuteOf(settings.dailyAt)) return waiting
  }
  const tell = trouble.filter(({ id }) => !told.includes(id))
  const digestDay = settings.rhythm === 'daily' ? now.day : state.digestDay
  return { tell, state: { told: [...told, ...tell.map(({ id }) => id)], digestDay } }
}

/** Quiet hours may pass midnight: 20:00 to 07:00. */
function isQuiet({ quietFrom, quietTo }: NoticeSettings, minute: number): boolean {
  const [from, to] = [minuteOf(quietFrom), minuteOf(quietTo)]
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
