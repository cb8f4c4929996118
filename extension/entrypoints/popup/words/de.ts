import { catalogue } from '../../../locales/de/catalogue.ts'
import { popup } from '../../../locales/de/popup.ts'

export const words = { ...popup, ...catalogue }
