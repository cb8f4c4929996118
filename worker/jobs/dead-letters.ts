import type { MessageBatch } from '@cloudflare/workers-types'
import type { Context } from '../context.ts'
import { errorName } from '../log.ts'

/** Keeps what could not be processed, so that it can be replayed (docs/operating.md). Holds no message text. */
export async function keepDeadLetter(
  ctx: Pick<Context, 'db' | 'now' | 'newId' | 'log'>,
  queue: string,
  body: unknown,
  reason: string,
): Promise<void> {
  const id = ctx.newId()
  await ctx.db.writeBatch([
    {
      sql: 'INSERT INTO dead_letter (id, queue, body, reason, created_at, replayed_at) VALUES (?, ?, ?, ?, ?, NULL)',
      args: [id, queue, JSON.stringify(body), reason, BigInt(ctx.now().getTime())],
    },
  ])
  ctx.log.warn('dead_letter', { queue, id, reason })
}

/** The consumer of the dead-letter queues: what a queue gave up on moves into the table. */
export async function keepDeadLetters(ctx: Context, batch: MessageBatch): Promise<void> {
  const queue = batch.queue.includes('payments') ? 'payments' : 'usage'
  for (const message of batch.messages) {
    try {
      await keepDeadLetter(ctx, queue, message.body, 'gave_up')
      message.ack()
    } catch (error) {
      ctx.log.error('dead_letter_failed', { queue, error: errorName(error) })
      message.retry()
    }
  }
}
