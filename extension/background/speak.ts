import { browser } from 'wxt/browser'
import type { Language } from '../i18n/translate.ts'
import { decide, parseNoticeSettings, parseNoticeState, type LocalTime } from './notices.ts'
import { noticeText } from './notice-text.ts'
import { wordsIn } from './text.ts'
import type { Trouble } from './trouble.ts'

export const NOTICES_KEY = 'notices'
const STATE_KEY = 'notices.state'
const NOTICE_ID = 'rebill-lens.trouble'

/** Shows the number of clients that need a look on the extension's button; null = not known. */
export async function showBadge(count: number | null, language: Language, now: number): Promise<void> {
  const t = wordsIn(language)
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(now)
  const some = count === 1 ? t('badge.one', { time }) : t('badge.some', { count: String(count), time })
  const title = count === null ? t('badge.none') : count === 0 ? t('badge.fine', { time }) : some
  const text = !count ? '' : count > 99 ? '99+' : String(count)
  await browser.action.setBadgeText({ text })
  await browser.action.setBadgeBackgroundColor({ color: '#b0261d' })
  await browser.action.setTitle({ title })
}

/** Tells of clients that are newly in trouble, as the options say; without the permission nothing is shown or kept. */
export async function tellTrouble(
  trouble: readonly Trouble[],
  language: Language,
  now: LocalTime,
): Promise<void> {
  if (!browser.notifications) return
  const stored = await browser.storage.local.get([NOTICES_KEY, STATE_KEY])
  const settings = parseNoticeSettings(stored[NOTICES_KEY])
  const { tell, state } = decide(settings, parseNoticeState(stored[STATE_KEY]), trouble, now)
  if (tell.length > 0) {
    await browser.notifications.create(NOTICE_ID, {
      type: 'basic',
      iconUrl: browser.runtime.getURL('/icon/128.png'),
      ...noticeText(tell, language),
    })
  }
  await browser.storage.local.set({ [STATE_KEY]: state })
}

/** A click on a notice shows the clients. A side panel opens only on a gesture in a window, so it comes in a tab. */
export function keepNotices(): void {
  const listen = (): void => {
    if (browser.notifications && !browser.notifications.onClicked.hasListener(open))
      browser.notifications.onClicked.addListener(open)
  }
  listen()
  browser.permissions.onAdded.addListener(listen)
}

function open(id: string): void {
  if (id === NOTICE_ID) void browser.tabs.create({ url: browser.runtime.getURL('/sidepanel.html') })
}

export function localTime(now: number): LocalTime {
  const at = new Date(now)
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0'))
  return { minute: at.getHours() * 60 + at.getMinutes(), day: day.join('-') }
}
