import { expect } from 'vitest'
import { DEMO_IDS } from '../../../dev/highlevel/world.ts'
import type { SeedClient } from '../../../dev/seed.ts'
import { SetServiceResponse } from '../../../shared/contract/clients.ts'
import { type Agency, type Api, type Staff, startApi } from './support.ts'

const [LOCATION, , , NOT_SAAS] = DEMO_IDS.locations
const COMPANY = DEMO_IDS.company
export { COMPANY, LOCATION, NOT_SAAS }

export type SwitchOptions = Partial<SeedClient> & {
  plan?: 'starter' | 'unlimited' | 'pro'
  /** Whether HighLevel's ids lead to the agency and the client. */
  connected?: boolean
}

export interface SwitchSet {
  readonly agency: Agency
  readonly id: string
  readonly staff: Staff
  path(service: string): string
}

type Shown = Record<string, unknown>

export interface Switching {
  readonly api: Api
  /** An agency with one client that has all it takes, connected to HighLevel, and staff signed in. */
  setUp(options?: SwitchOptions): Promise<SwitchSet>
  terms(clientId: string): Promise<Record<string, unknown>[]>
  audit(
    clientId: string,
  ): Promise<{ actor: unknown; action: unknown; subject: unknown; before: Shown; after: Shown }[]>
  /** Takes back what was set at the local HighLevel, and its faults. */
  reset(): void
}

export async function startSwitching(): Promise<Switching> {
  const api = await startApi()
  let next = 0
  return {
    api,
    async setUp({ plan = 'pro', connected = true, ...client } = {}) {
      next += 1
      // Only one agency at a time may be the company: the directory has each outside id once.
      await api.worker.db.writeBatch([{ sql: 'DELETE FROM directory', args: [] }])
      const agency = await api.agency({ plan, ...(connected ? { company: COMPANY } : {}) })
      const id = `switch-${next}`
      await agency.client({
        id,
        ...(connected ? { location: LOCATION } : {}),
        payment: { customerId: `cus_fake_${id}`, methodId: `pm_fake_${id}` },
        ...client,
      })
      return {
        agency,
        id,
        staff: await agency.signIn('staff'),
        path: (service) => `/v1/clients/${id}/services/${service}`,
      }
    },
    terms: (clientId) =>
      api.worker.rows(
        'SELECT service, billed_by, rule, number FROM service_terms WHERE client_id = ? ORDER BY number',
        [clientId],
      ),
    async audit(clientId) {
      const rows = await api.worker.rows(
        'SELECT actor, action, subject, before, after FROM audit_log WHERE client_id = ?',
        [clientId],
      )
      return rows.map((row) => ({
        actor: row['actor'],
        action: row['action'],
        subject: row['subject'],
        before: JSON.parse(String(row['before'])) as Record<string, unknown>,
        after: JSON.parse(String(row['after'])) as Record<string, unknown>,
      }))
    },
    reset() {
      const { highlevel } = api.worker.house
      highlevel?.clearRequests()
      highlevel?.world.rebilling.clear()
      Object.assign(highlevel?.faults ?? {}, { status500: 0, status401: 0, refusesPhoneAndEmail: false })
    },
  }
}

/** The answer to a switch that took. */
export async function switched(answer: Response): Promise<SetServiceResponse> {
  expect(answer.status, await answer.clone().text()).toBe(200)
  return SetServiceResponse.parse(await answer.json())
}
