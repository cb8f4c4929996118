import type { Locale } from '../../shared/money/locale.ts'
import { figuresOf } from './detail.ts'
import type { Alert } from './kinds.ts'
import { de } from './words/de.ts'
import { en } from './words/en.ts'
import type { Words } from './words/words.ts'

/** Alerts told in full in one e-mail; of more there is the number. */
const ALERTS_MAX = 50

const WORDS: Record<Locale, Words> = { de, en }

/** One e-mail for the alerts of one evaluation: subject, plain text and HTML. Names come from outside and are escaped. */
export function renderMail(
  alerts: readonly Alert[],
  { locale, agency }: { locale: Locale; agency: string },
): { subject: string; text: string; html: string } {
  const words = WORDS[locale]
  const parts = alerts.slice(0, ALERTS_MAX).map((alert) => partOf(alert, words, locale))
  const rest = alerts.length - parts.length
  const footer = words.footer(agency)
  const [only] = parts
  const subject =
    parts.length === 1 && only !== undefined
      ? `${only.title}: ${only.client}`
      : words.several(alerts.length, agency)
  const text = [
    ...parts.map(({ title, client, lines }) => [`${title}: ${client}`, ...lines].join('\n')),
    ...(rest > 0 ? [words.more(rest)] : []),
    `-- \n${footer}`,
  ].join('\n\n')
  const body = [
    ...parts.map(partHtml),
    ...(rest > 0 ? [`<p style="margin:0 0 24px">${escape(words.more(rest))}</p>`] : []),
  ].join('')
  return { subject: oneLine(subject), text, html: pageHtml({ locale, subject, body, footer }) }
}

interface Part {
  readonly title: string
  readonly client: string
  readonly lines: readonly string[]
  readonly resolved: boolean
}

function partOf(alert: Alert, words: Words, locale: Locale): Part {
  const { title, fired, ask, recovered } = words.kinds[alert.kind]
  const resolved = alert.change === 'recovered'
  const figures = figuresOf(alert.detail, locale, words.allServices)
  return {
    title: resolved ? `${words.resolved}: ${title}` : title,
    client: oneLine(alert.client.name),
    lines: resolved ? [recovered] : [fired(figures), ask],
    resolved,
  }
}

function partHtml({ title, client, lines, resolved }: Part): string {
  const [first = '', ...others] = lines.map(escape)
  const colour = resolved ? '#0b6a45' : '#b0261d'
  return `<div style="margin:0 0 28px;padding:0 0 0 14px;border-left:3px solid ${colour}">
<p style="margin:0;font-size:13px;color:#586067">${escape(client)}</p>
<h2 style="margin:2px 0 6px;font-size:17px;line-height:1.3;font-weight:600">${escape(title)}</h2>
<p style="margin:0">${first}</p>${others.map((line) => `<p style="margin:6px 0 0;color:#586067">${line}</p>`).join('')}
</div>`
}

function pageHtml(page: { locale: Locale; subject: string; body: string; footer: string }): string {
  return `<!doctype html><html lang="${page.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(page.subject)}</title></head>
<body style="margin:0;padding:32px 16px;background:#fdfdfb;color:#15191c;font:15px/1.5 -apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif">
<div style="max-width:560px;margin:0 auto">${page.body}
<p style="margin:32px 0 0;padding:16px 0 0;border-top:1px solid #dfdfd8;font-size:12px;color:#586067">${escape(page.footer)}</p></div></body></html>`
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)

/** A subject or a name on one line: what comes from outside must not add header lines. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200)
