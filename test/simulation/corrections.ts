/** Corrections by chance, through the product's verbs: voids, amendments, and the closing of months. */
import { closePeriod } from '../../worker/corrections/close-period.ts'
import { amendUsage } from '../../worker/corrections/amend-usage.ts'
import { voidUsage } from '../../worker/corrections/void-usage.ts'
import { Refusal } from '../../worker/http/problem.ts'
import type { UsageEvent } from '../../worker/usage/usage-event.ts'
import { Difference } from './difference.ts'
import { type Standing, labelsOf } from './oracle/correction.ts'
import { sameDecimal } from './oracle/fraction.ts'
import { partOf } from './oracle/intake.ts'
import { refusal } from './oracle/price.ts'
import { monthOf } from './oracle/zone.ts'
import type { Agency, Stage } from './stage.ts'
import { quantityOf, sendQuietly } from './usage.ts'

const ACTOR = { kind: 'system', job: 'simulation' } as const

/** Takes back or amends a usage that came lately, or was corrected before. */
export async function correct(stage: Stage): Promise<void> {
  if (stage.recent.length > 0) await correctEvent(stage, stage.random.pick(stage.recent))
}

export async function correctEvent(stage: Stage, event: UsageEvent): Promise<void> {
  const { random, intake } = stage
  const agency = stage.agencies.find(({ id }) => id === event.agencyId)
  const standing = intake.find(event)
  if (agency === undefined || standing === undefined) return
  stage.counts.operations += 1
  const ref = { source: event.source, id: event.id, occurredAt: event.occurredAt }
  const other = random.chance(0.15)
    ? () => sendQuietly(stage, agency, [{ ...event, clientId: standing.first.clientId }])
    : null
  if (random.chance(0.5)) {
    const result = await stage.attempt((ctx) => voidUsage(ctx, ACTOR, agency.id, ref), other)
    const stood = standing.voided
    if (stage.db.commits > 0) booked(stage, standing, null)
    if (result !== 'unreachable' && (result.answer.outcome === 'duplicate') !== stood) {
      throw new Difference(`a void was answered ${result.answer.outcome}: ${JSON.stringify(ref)}`)
    }
    return
  }
  await amend(stage, agency, standing, ref, other)
}

async function amend(
  stage: Stage,
  agency: Agency,
  standing: Standing,
  ref: { source: string; id: string; occurredAt: string },
  other: (() => Promise<unknown>) | null,
): Promise<void> {
  const { random } = stage
  const { holding, at } = standing.first
  const className = random.pick(['a', 'b', 'unknown', null])
  const wanted = {
    quantity: quantityOf(random),
    unitCost: standing.hadOwnCost || random.chance(0.2) ? random.decimal(1, 2) : null,
    attributes: className === null ? {} : { class: className },
  }
  const part = partOf(wanted, at, agency.zone)
  const exact = random.chance(0.8)
  const { quantity, unitCost, attributes } = wanted
  const request = {
    quantity,
    attributes,
    estimated: !exact,
    occurredAt: ref.occurredAt,
    ...(unitCost === null ? {} : { unitCost }),
  }
  try {
    const result = await stage.attempt((ctx) => amendUsage(ctx, ACTOR, agency.id, ref, request), other)
    if (stage.db.commits > 0) return booked(stage, standing, { ...part, labels: labelsOf(attributes), exact })
    if (result === 'unreachable') return
    const isSame = sameDecimal(standing.part.quantity, quantity) && standing.labels === labelsOf(attributes)
    if (!isSame) throw new Difference(`an amendment was not booked: ${JSON.stringify(ref)}`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const isRight = error.code === 'usage_voided' ? standing.voided : refusal(holding, part.sale) !== null
    if (!isRight) throw new Difference(`refused with ${error.code}: ${JSON.stringify(ref)}, ${error.message}`)
  }
}

function booked(stage: Stage, standing: Standing, wanted: Parameters<Stage['intake']['correct']>[1]): void {
  stage.intake.correct(standing, wanted, stage.now)
  stage.counts.corrections += 1
  stage.trace(['corrected', standing.first.id, wanted === null])
}

/** Closes the month before: some agencies do, soon after its end or late, and some never. */
export async function closeMonth(stage: Stage): Promise<void> {
  const agency = stage.random.pick(stage.agencies)
  const month = monthOf(stage.now, agency.zone) - 1
  const { closes } = stage.intake
  if (!agency.closes || closes.some((one) => one.agencyId === agency.id && one.month >= month)) return
  stage.counts.operations += 1
  const text = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  const actor = { kind: 'staff', agencyId: agency.id, sessionId: '', role: 'owner', device: '' } as const
  await stage.attempt(
    (ctx) => closePeriod(ctx, actor, text),
    () => sendQuietly(stage, agency, []),
  )
  if (stage.db.commits > 0) closes.push({ agencyId: agency.id, month, lines: stage.intake.lines.length })
  stage.trace(['close', agency.id, text, stage.db.commits])
}
