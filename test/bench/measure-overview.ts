/** The overview of all clients, as the extension asks for it. */
import { ACCESS_LIFE_MS, signAccess } from '../../worker/access/tokens.ts'
import type { Context } from '../../worker/context.ts'
import { median } from './figures.ts'
import { type Stage, sealAll } from './stage.ts'
import { AGENCY, CLIENTS } from './world.ts'
import { load, requestBytes } from './wire.ts'

/** p50 in ms of `GET /v1/clients?limit=1000` on a sealed ledger, one at a time. */
export async function overview(stage: Stage, file: string): Promise<number> {
  await stage.house.use(file)
  await sealAll(stage.db)
  const { token } = await signAccess(
    { now: () => new Date(), settings: { SESSION_SECRET: stage.sessionSecret } as Context['settings'] },
    { agencyId: AGENCY, id: 'bench', role: 'owner', device: `bench for ${ACCESS_LIFE_MS} ms` },
  )
  const request = requestBytes(`${stage.house.url}/v1/clients?limit=${CLIENTS}`, 'GET', {
    authorization: `Bearer ${token}`,
  })
  const ask = (times: number) => {
    let left = times
    return load(
      stage.house.url,
      1,
      () => ((left -= 1) >= 0 ? request : undefined),
      200,
      (body) => {
        const clients = body.split('"rebilling":').length - 1
        if (clients !== CLIENTS)
          throw new Error(`${clients} of ${CLIENTS} clients came: ${body.slice(0, 200)}`)
      },
    )
  }
  await ask(2) // the ledger was changed: connections and terms are warmed first
  return median((await ask(stage.plan.overviews)).times_ms)
}
