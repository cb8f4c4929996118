import { useState } from 'preact/hooks'
import { Button } from '../../../ui/index.ts'
import { ReportButton, type Report } from '../../report.tsx'
import { t as words } from '../../text.ts'
import { Picker } from './picker.tsx'
import { AccountProblem } from './problem.tsx'
import type { AccountStore, Client } from './store.ts'
import { t, whatOf } from './text.ts'

interface Props {
  store: AccountStore
  report: Report
  onOptions: () => void
}

/** Nobody knows the client of this page's account yet: the owner says whose it is, others are told who may. */
export function Connect({ store, report, onOptions }: Props) {
  const [chosen, setChosen] = useState<Client | null>(null)
  const { system, account } = store.of
  const isOwner = store.role.value === 'owner'
  const isPending = store.step.value.is === 'pending'
  const about = { what: whatOf(system), account }
  return (
    <section class="panel connect" aria-label={`${words('app.name')}: ${words('panel.title')}`}>
      <h2 class="title">{t('connect.title')}</h2>
      <p>{t(isOwner ? 'connect.text' : 'connect.ownerOnly', about)}</p>
      {isOwner ? (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault()
            if (chosen) void store.connect(chosen)
          }}
        >
          <Picker store={store} chosen={chosen} except={null} onChoose={setChosen} onOptions={onOptions} />
          <AccountProblem store={store} onOptions={onOptions} />
          <div>
            <Button type="submit" kind="primary" pending={isPending || chosen === null}>
              {isPending
                ? t('connect.pending')
                : chosen
                  ? t('connect.yes', { client: chosen.name })
                  : t('connect.choose')}
            </Button>
          </div>
        </form>
      ) : (
        <div>
          <Button onClick={() => void store.find()}>{t('connect.again')}</Button>
        </div>
      )}
      <ReportButton report={report} />
    </section>
  )
}
