import { catalogue as de } from '../locales/de/catalogue.ts'
import { catalogue as en } from '../locales/en/catalogue.ts'
import { language } from './preferences.ts'

const CATALOGUES: Record<'en' | 'de', Readonly<Record<string, string>>> = { en, de }
const named = (kind: string, id: string, otherwise: string): string =>
  CATALOGUES[language.value][`${kind}.${id}`] ?? otherwise

/** A service's name in the current language; an agency's own service keeps the name it was given. */
export const serviceName = (id: string, otherwise = id): string => named('service', id, otherwise)
/** The unit of a service, singular: "segment", "Minute". */
export const unitName = (unit: string): string => named('unit', unit, unit)
export const systemName = (system: string): string => named('system', system, system)
