import { language } from '../i18n/preferences.ts'
import { translator } from '../i18n/translate.ts'
import { report as de } from '../locales/de/report.ts'
import { report as en } from '../locales/en/report.ts'

import type { PageReport } from '../rpc/panels.ts'

export const t = translator({ en, de }, () => language.value)

export interface Machine {
  version: string
  language: string
  /** `Chrome 156`: name and major version. */
  browser: string
  width: number
  scheme: string
}

/** The report as people read it. Built from the registry's own words and from counts: nothing of the page's data. */
export function writeReport(page: PageReport, machine: Machine): string {
  const places = page.places.map(({ slot, expected, found, candidate }) => {
    const by = candidate === null ? 'no selector' : `selector ${candidate}`
    return `  ${slot}: ${found} (expected ${expected}), ${by}`
  })
  return [
    `Rebill Lens ${machine.version}`,
    `page: ${page.crm} ${page.page} ${page.template}`,
    'places found:',
    ...(places.length > 0 ? places : ['  none looked for']),
    `panels: ${page.hosts}, floating: ${page.floating}`,
    `browser: ${machine.browser}, ${machine.width} px wide, ${machine.scheme}, ${machine.language}`,
  ].join('\n')
}

/** Name and major version of the browser, of a user agent that says much more. */
export function browserOf(userAgent: string): string {
  const match = /(Firefox|Edg|Chrome)\/(\d+)/.exec(userAgent.replace(/Chrome\/\S+ (?=.*Edg\/)/, ''))
  return match ? `${match[1] === 'Edg' ? 'Edge' : match[1]} ${match[2]}` : 'another browser'
}
