import type { ClientOverview } from '../../shared/contract/clients.ts'
import { clients as de } from '../locales/de/clients.ts'
import { clients as en } from '../locales/en/clients.ts'
import { language } from './preferences.ts'
import { translator } from './translate.ts'

const t = translator({ en, de }, () => language.value)

/** How a client's wallet stands, in a word or two. */
export const statusText = (status: ClientOverview['status']): string => t(`client.${status}`)
