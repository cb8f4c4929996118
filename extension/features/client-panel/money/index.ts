import type { AuditEntry } from '../../../../shared/contract/clients.ts'
import type { ChargeView } from '../../../rpc/money-views.ts'
import type { Ask } from '../store.ts'
import { createPages, pageOf, type Pages } from './pages.ts'
import { createMoneyStore, type MoneyStore } from './store.ts'

/** A client's money beside its terms: acts on it, what was charged, and who changed what. */
export interface Money {
  store: MoneyStore
  charges: Pages<ChargeView>
  history: Pages<AuditEntry>
  /** A service was switched: the history has grown. */
  switched(): void
}

export function createMoney(context: { client: string; ask: Ask; newId(): string; reload(): void }): Money {
  const { client, ask } = context
  const charges = createPages<ChargeView>(async (cursor) =>
    pageOf<'charges.list', ChargeView>(
      await ask('charges.list', { id: client, ...(cursor && { cursor }) }),
      (value) => value.charges,
    ),
  )
  const history = createPages<AuditEntry>(async (cursor) =>
    pageOf<'clients.audit', AuditEntry>(
      await ask('clients.audit', { id: client, ...(cursor && { cursor }) }),
      (value) => value.entries,
    ),
  )
  /** Lists that nobody has opened stay unread. */
  const refresh = (pages: Pages<unknown>): void => {
    if (pages.state.value.items.length > 0) void pages.load()
  }
  const store = createMoneyStore({
    client,
    ask,
    newId: context.newId,
    changed: () => {
      context.reload()
      refresh(charges)
      refresh(history)
    },
  })
  return { store, charges, history, switched: () => refresh(history) }
}
