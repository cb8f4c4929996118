import { catalogue } from '../../../locales/en/catalogue.ts'
import { popup } from '../../../locales/en/popup.ts'

export const words = { ...popup, ...catalogue }
