/** Caps on multipliers by chance: the agency's plan, and its own setting. */
import type { UsageEvent } from '../../worker/usage/usage-event.ts'
import { correctEvent } from './corrections.ts'
import { setAgency } from '../../worker/pricing/agency-settings.ts'
import { type Agency, type Stage, ownerOf } from './stage.ts'
import { sendQuietly } from './usage.ts'

/** The agency's plan or its own cap, from now on. */
export async function changeCap(stage: Stage, agency: Agency): Promise<void> {
  const { random } = stage
  const now = stage.facts.agencies.get(agency.id)?.caps[0]
  if (now === undefined) return
  const isPlan = random.chance(0.3)
  const plan = isPlan ? random.pick(['pro', 'unlimited'] as const) : now.plan
  const own = isPlan ? now.own : random.pick([null, 1_050_000n, 1_500_000n, 2_000_001n])
  const multiplierCap =
    own === null ? null : `${own / 1_000_000n}.${String(own % 1_000_000n).padStart(6, '0')}`
  // Usage of this very moment, booked a moment before the change: what becomes of it later falls under the old cap.
  const before: UsageEvent[] = []
  const other = async () => {
    for (let i = 0; i < 3; i += 1) before.push(...(await sendQuietly(stage, agency, [])))
  }
  await stage.attempt(
    (ctx) => setAgency(ctx, ownerOf(agency), { plan, multiplierCap }),
    random.chance(0.4) ? other : null,
  )
  if (stage.db.commits === 0) return
  stage.facts.addCap(agency.id, { from: stage.now, plan, own })
  for (const event of before) await correctEvent(stage, event)
}
