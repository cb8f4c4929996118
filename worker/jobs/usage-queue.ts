import type { Message, MessageBatch } from '@cloudflare/workers-types'
import type { Context } from '../context.ts'
import { errorName } from '../log.ts'
import { resolveClients } from '../clients/resolve-clients.ts'
import { recordUsage } from '../usage/record.ts'
import type { ReportedUsage, UsageEvent } from '../usage/usage-event.ts'
import { keepDeadLetter } from './dead-letters.ts'

type UsageMessage = Message<ReportedUsage>

/**
 * Takes up to 100 messages of the usage queue and posts them per agency, each agency in one batch. A throw here would
 * bring back messages that were acknowledged already, so each agency's failure stays its own: its messages are
 * retried, and end in the dead-letter table when the queue gives up.
 */
export async function consumeUsage(ctx: Context, batch: MessageBatch): Promise<void> {
  const messages = batch.messages as readonly UsageMessage[]
  let byAgency: Map<string, { message: UsageMessage; event: UsageEvent }[]>
  try {
    byAgency = await findOwners(ctx, messages)
  } catch (error) {
    ctx.log.error('usage_directory_failed', { messages: messages.length, error: errorName(error) })
    batch.retryAll()
    return
  }
  for (const [agencyId, group] of byAgency) await postGroup(ctx, agencyId, group)
}

/** Messages of accounts nobody has claimed are kept, with the reason, until somebody does. */
async function findOwners(ctx: Context, messages: readonly UsageMessage[]) {
  const byAgency = new Map<string, { message: UsageMessage; event: UsageEvent }[]>()
  for (const [system, group] of Map.groupBy(messages, (message) => message.body.system)) {
    const owners = await resolveClients(ctx, system, [...new Set(group.map(({ body }) => body.account))])
    for (const message of group) {
      const owner = owners.get(message.body.account)
      if (owner === undefined || owner.clientId === null) {
        await keepDeadLetter(ctx, 'usage', message.body, 'unknown_account')
        message.ack()
        continue
      }
      const own = byAgency.get(owner.agencyId) ?? []
      own.push({ message, event: { ...message.body, agencyId: owner.agencyId, clientId: owner.clientId } })
      byAgency.set(owner.agencyId, own)
    }
  }
  return byAgency
}

async function postGroup(
  ctx: Context,
  agencyId: string,
  group: readonly { message: UsageMessage; event: UsageEvent }[],
): Promise<void> {
  try {
    const results = await recordUsage(
      ctx,
      agencyId,
      group.map(({ event }) => event),
    )
    const counts: Record<string, number> = {}
    for (const [i, result] of results.entries()) {
      counts[result.outcome] = (counts[result.outcome] ?? 0) + 1
      const message = group[i]?.message
      if (result.outcome === 'rejected') {
        await keepDeadLetter(ctx, 'usage', message?.body, result.code ?? 'rejected')
      } else if (result.outcome === 'conflict') {
        ctx.log.warn('usage_conflict', { agencyId, id: result.id })
      }
      message?.ack()
    }
    ctx.log.info('usage_posted', { agencyId, ...counts })
  } catch (error) {
    ctx.log.error('usage_post_failed', { agencyId, messages: group.length, error: errorName(error) })
    for (const { message } of group) message.retry()
  }
}
