import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { clockTime, money, plain } from '../../../i18n/figures.ts'
import type { ClientOverview } from '../../../../shared/contract/clients.ts'
import { parseNano } from '../../../../shared/money/nano.ts'
import { t } from './text.ts'
import { useFirstFocus } from '../first-focus.ts'
import { openPanel } from '../open-panel.ts'
import { NotListed } from './not-listed.tsx'
import { byUrgency, matches } from '../../../clients/order.ts'
import { loadClients, type ClientsState } from '../../../clients/source.ts'

/** The agency's clients by search, those with the least left first. */
export function ClientsView() {
  const [state, setState] = useState<ClientsState>({ is: 'loading' })
  const [query, setQuery] = useState('')
  const search = useRef<HTMLInputElement>(null)
  const load = (): void => {
    setState({ is: 'loading' })
    void loadClients().then(setState)
  }
  useEffect(load, [])
  useFirstFocus(search, state.is)

  return (
    <div class="clients">
      {state.is === 'listed' && (
        <TextField
          name="search"
          inputMode="search"
          label={t('clients.search')}
          value={query}
          onInput={setQuery}
          inputRef={search}
        />
      )}
      <div aria-live="polite" class="clients-state">
        <Body state={state} query={query} retry={load} />
      </div>
    </div>
  )
}

function Body(props: { state: ClientsState; query: string; retry: () => void }) {
  const { state, query } = props
  if (state.is !== 'listed') return <NotListed state={state} retry={props.retry} />
  const found = state.clients.filter((client) => matches(client, query)).sort(byUrgency)
  if (found.length === 0) {
    return <p class="clients-quiet">{query ? t('clients.noMatch', { query }) : t('clients.none')}</p>
  }
  return (
    <>
      <ul class="clients-list" aria-label={t('clients.list')} tabIndex={0}>
        {found.map((client) => (
          <Client key={client.id} client={client} />
        ))}
      </ul>
      <div class="clients-below">
        <span>{t('clients.age', { time: clockTime(state.at) })}</span>
        <Button kind="plain" onClick={openPanel}>
          {t('clients.panel')}
        </Button>
      </div>
    </>
  )
}

function Client({ client }: { client: ClientOverview }) {
  const runway =
    client.runwayDays === null ? t('clients.noBurn') : t('clients.days', { days: plain(client.runwayDays) })
  return (
    <li class="client" data-status={client.status}>
      <span class="client-name">{client.name}</span>
      <span class="client-balance">{money(parseNano(client.balance), client.currency)}</span>
      <span class="client-status">{client.status === 'ok' ? '' : t(`client.${client.status}`)}</span>
      <span class="client-runway">{runway}</span>
    </li>
  )
}
