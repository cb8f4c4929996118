import { useEffect, useId, useState } from 'preact/hooks'
import type { ClientOverview } from '../../../../shared/contract/clients.ts'
import { matches } from '../../../clients/order.ts'
import type { AllClients } from '../../../rpc/agency-api.ts'
import { TextField } from '../../../ui/index.ts'
import { Problem } from '../../problem.tsx'
import type { AccountStore, Client } from './store.ts'
import { t } from './text.ts'

interface Props {
  store: AccountStore
  chosen: Client | null
  /** The client that has the account now: not to be chosen. */
  except: string | null
  onChoose: (client: Client | null) => void
  onOptions: () => void
}

/** What fits on the page; a name's first letters bring the rest. */
const SHOWN_MAX = 6
/** An id of a client as the API takes it (shared/contract: ExternalId). */
const ID = /^[\x21-\x7e]{1,200}$/

/** A client, found by its name or id. */
export function Picker({ store, onOptions, ...choosing }: Props) {
  useEffect(() => void store.readChoice(), [])
  const choice = store.choice.value
  if (choice.kind === 'reading') return <p class="soft">{t('pick.reading')}</p>
  if (choice.kind === 'failed') {
    return <Problem failure={choice.failure} onRetry={() => void store.readChoice()} onOptions={onOptions} />
  }
  return <Search all={choice.all} {...choosing} />
}

function Search({
  all,
  chosen,
  except,
  onChoose,
}: Pick<Props, 'chosen' | 'except' | 'onChoose'> & { all: AllClients }) {
  const name = useId()
  const [query, setQuery] = useState('')
  const found = findClients(all, query.trim(), except)
  const shown = found.slice(0, SHOWN_MAX)
  const search = (text: string): void => {
    setQuery(text)
    const next = findClients(all, text.trim(), except).slice(0, SHOWN_MAX)
    // What cannot be seen is not chosen.
    if (chosen && !next.some(({ id }) => id === chosen.id)) onChoose(null)
  }
  if (all.clients.length === 0) return <p>{t('pick.empty')}</p>
  return (
    <div class="picker">
      <TextField
        name="client-search"
        inputMode="search"
        label={t('pick.search')}
        value={query}
        onInput={search}
        {...(!all.isComplete && { hint: t('pick.notAll', { count: String(all.clients.length) }) })}
      />
      <fieldset class="picks">
        <legend class="rl-hidden">{t('pick.legend')}</legend>
        {shown.map((client) => (
          <label key={client.id} class="pick">
            <input
              type="radio"
              name={name}
              checked={chosen?.id === client.id}
              onChange={() => onChoose(client)}
            />
            <span class="pick-name">{client.name}</span>
            <span class="pick-id">{client.name === client.id ? t('pick.byId') : client.id}</span>
          </label>
        ))}
      </fieldset>
      <p class="soft" role="status">
        {found.length === 0 && t('pick.none', { query: query.trim() })}
        {found.length > SHOWN_MAX && t('pick.more', { count: String(found.length - SHOWN_MAX) })}
      </p>
    </div>
  )
}

/** Those whose name fits before those whose id does; where not all clients could be read, what was typed may be the id of another one: the worker will say. */
function findClients({ clients, isComplete }: AllClients, query: string, except: string | null): Client[] {
  const byId = (client: ClientOverview): number => (matches({ ...client, id: '' }, query) ? 0 : 1)
  const found = clients
    .filter((client) => client.id !== except && matches(client, query))
    .sort((a, b) => byId(a) - byId(b) || a.name.localeCompare(b.name))
    .map(({ id, name }) => ({ id, name }))
  const isOther = !isComplete && ID.test(query) && query !== except && !found.some(({ id }) => id === query)
  return isOther ? [...found.slice(0, SHOWN_MAX - 1), { id: query, name: query }] : found
}
