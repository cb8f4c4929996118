import { useState } from 'preact/hooks'
import type { ClientDetail, ServiceTerms } from '../../../../shared/contract/clients.ts'
import type { Line } from '../store.ts'
import { CardDialog } from './card.tsx'
import { Charges } from './charges.tsx'
import { History } from './history.tsx'
import type { Money } from './index.ts'
import { ReloadDialog } from './reload.tsx'
import { t } from './text.ts'
import { TopUpDialog } from './top-up.tsx'

interface ListsProps {
  detail: ClientDetail
  money: Money
  lineOf: (terms: ServiceTerms) => Line
  onOptions: () => void
}

/** Charges and history, read when they are opened. */
export function MoneyLists({ detail, money, lineOf, onOptions }: ListsProps) {
  const [open, setOpen] = useState<'charges' | 'history' | null>(null)
  const toggle = (list: 'charges' | 'history'): void => {
    setOpen(open === list ? null : list)
    if (open !== list) void money[list].load()
  }
  return (
    <div class="lists">
      {(['charges', 'history'] as const).map((list) => (
        <button
          key={list}
          type="button"
          class="rl-button"
          data-kind="plain"
          aria-expanded={open === list}
          onClick={() => toggle(list)}
        >
          {t(`${list}.title`)}
        </button>
      ))}
      {open === 'charges' && (
        <Charges
          pages={money.charges}
          onConfirmation={(charge) => void money.store.requestConfirmation(charge)}
          onOptions={onOptions}
        />
      )}
      {open === 'history' && (
        <History
          pages={money.history}
          services={detail.services}
          currency={detail.overview.currency}
          onUndo={(terms, change) => lineOf(terms).ask(change)}
          onOptions={onOptions}
        />
      )}
    </div>
  )
}

/** The one question that stands open. */
export function MoneyDialogs({ detail, money, onOptions }: Omit<ListsProps, 'lineOf'>) {
  const { store } = money
  const phase = store.phase.value
  if (phase.kind === 'topUp') {
    return <TopUpDialog detail={detail} store={store} is={phase.is} onOptions={onOptions} />
  }
  if (phase.kind === 'reload') {
    return <ReloadDialog detail={detail} store={store} is={phase.is} onOptions={onOptions} />
  }
  if (phase.kind === 'card') {
    return <CardDialog clientName={detail.overview.name} store={store} is={phase.is} onOptions={onOptions} />
  }
  return null
}
