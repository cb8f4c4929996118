import { expect } from 'vitest'
import type { SeedClient } from '../../../dev/seed.ts'
import { ClientDetail, type ServiceTerms } from '../../../shared/contract/clients.ts'
import { BulkChange } from '../../../shared/contract/pricing.ts'
import { type Agency, type Staff, times } from '../api/support.ts'

/** A service that no platform bills, so that prices are all there is to it. */
export const SERVICE = 'custom.sms'
export const TERMS = `/v1/services/${SERVICE}/terms`
export const BULK = `/v1/services/${SERVICE}/bulk`
export const ledger = (multiplier: string) => ({ billedBy: 'ledger', rule: times(multiplier) }) as const
/** What a client without any payment method is seeded with. */
export const POOR = { payment: undefined } as unknown as Partial<SeedClient>

/** A client that can pay, under an id of its own. */
export function client(agency: Agency, name: string, rest: Partial<SeedClient> = {}): Promise<string> {
  const id = `${agency.id}-${name}`
  return agency.client({ id, payment: { customerId: `cus_fake_${id}`, methodId: `pm_fake_${id}` }, ...rest })
}

export async function termsOf(staff: Staff, id: string): Promise<ServiceTerms | undefined> {
  const { services } = ClientDetail.parse(await (await staff.get(`/v1/clients/${id}`)).json())
  return services.find(({ service }) => service === SERVICE)
}

/** The bulk change that an answer carries. */
export async function bulk(answer: Response): Promise<BulkChange> {
  expect(answer.status, await answer.clone().text()).toBe(200)
  return BulkChange.parse(await answer.json())
}

export const results = ({ items }: BulkChange) => items.map(({ client: id, result }) => [id, result])
