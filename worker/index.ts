import { buildApp } from './app.ts'
import { buildContext } from './context.ts'
import type { Bindings } from './env.ts'
import { runEveryMinute } from './jobs/every-minute.ts'
import { keepDeadLetters } from './jobs/dead-letters.ts'
import { consumePayments } from './jobs/payments-queue.ts'
import { consumeUsage } from './jobs/usage-queue.ts'

const app = buildApp()

export default {
  fetch: app.fetch,
  async queue(batch, bindings) {
    const ctx = buildContext(bindings)
    if (batch.queue.endsWith('-dead')) await keepDeadLetters(ctx, batch)
    else if (batch.queue.includes('payments')) await consumePayments(ctx, batch)
    else await consumeUsage(ctx, batch)
  },
  async scheduled(controller, bindings) {
    await runEveryMinute(buildContext(bindings, new Date(controller.scheduledTime)))
  },
} satisfies ExportedHandler<Bindings>
