import type { ReadonlySignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { money as shown, percent, percentSign } from '../../i18n/figures.ts'
import type { Answer } from '../../rpc/messages.ts'
import { Button, Figure, Note } from '../../ui/index.ts'
import type { AgencyStore } from '../agency-store.ts'
import { t } from '../agency-text.ts'
import { explain } from '../failure.ts'
import { clockTime, momentText } from '../figures.ts'
import { Popout } from '../popout.tsx'
import { Problem } from '../problem.tsx'
import { ReportButton, type Report } from '../report.tsx'
import { useRoom } from '../room.ts'
import { sumsOf, type Sums } from '../sums.ts'
import { t as words } from '../text.ts'
import { Wallets } from './wallets.tsx'

export interface SummaryProps {
  agency: AgencyStore
  status: ReadonlySignal<Answer<'agency.status'> | null>
  reconciliation: ReadonlySignal<Answer<'agency.reconciliation'> | null>
  /** Null on pages that are not about the agency's bill. */
  wallets: {
    held: ReadonlySignal<Answer<'agency.wallets'> | null>
    moved: ReadonlySignal<Answer<'services.totals'> | null>
  } | null
  clientPath: (client: string) => string | null
  report: Report
  onRefresh: () => void
  onOptions: () => void
}

/** One currency's figures and a line of states; on the agency's bill a second line. In px. */
const USUAL_HEIGHT = 182
const USUAL_HEIGHT_BILLING = 212

export function Summary({
  agency,
  status,
  reconciliation,
  wallets,
  clientPath,
  report,
  onRefresh,
  onOptions,
}: SummaryProps) {
  const state = agency.state.value
  const section = useRef<HTMLElement>(null)
  const isKnown =
    state.kind !== 'loading' &&
    status.value !== null &&
    reconciliation.value !== null &&
    (wallets === null || wallets.held.value !== null)
  const [id, reserve] =
    wallets === null
      ? (['agencySummary', USUAL_HEIGHT] as const)
      : (['agencySummary billing', USUAL_HEIGHT_BILLING] as const)
  const room = useRoom(section, { id, reserve, isKnown })
  return (
    <section ref={section} class="summary" aria-label={`${words('app.name')}: ${t('summary.title')}`}>
      <div class="bar">
        <h2 class="title">{t('summary.title')}</h2>
        {state.kind === 'known' && (
          <span class="age">{words('panel.asOf', { time: clockTime(state.all.at) })}</span>
        )}
        <Button kind="plain" pending={agency.isLoading.value} onClick={onRefresh}>
          {words('panel.refresh')}
        </Button>
      </div>
      {state.kind === 'loading' && <p class="soft wait">{t('summary.loading')}</p>}
      {state.kind !== 'loading' && state.failure && (
        <Problem failure={state.failure} onRetry={onRefresh} onOptions={onOptions} />
      )}
      {state.kind === 'known' && (
        <>
          {!state.all.value.isComplete && (
            <Note tone="warn">{t('summary.partial', { count: String(state.all.value.clients.length) })}</Note>
          )}
          {sumsOf(state.all.value.clients).map((sums) => (
            <Month key={sums.currency} sums={sums} />
          ))}
          <Care
            clients={state.all.value.clients}
            status={status.value}
            reconciliation={reconciliation.value}
            clientPath={clientPath}
          >
            {wallets && <Wallets wallets={wallets.held.value} totals={wallets.moved.value} />}
          </Care>
        </>
      )}
      {state.kind !== 'loading' && <ReportButton report={report} />}
      {room.isCut && (
        <div class="cut">
          <Button onClick={room.open}>{words('panel.showAll')}</Button>
        </div>
      )}
    </section>
  )
}

function Month({ sums }: { sums: Sums }) {
  const { currency, marginPpm } = sums
  const facts = [
    [t('summary.profit'), shown(sums.profit, currency), sums.profit < 0n],
    [t('summary.price'), shown(sums.price, currency), false],
    [t('summary.cost'), shown(sums.cost, currency), false],
    [t('summary.fees'), shown(sums.fees, currency), false],
    [
      t('summary.margin'),
      marginPpm === null ? '–' : percent(marginPpm, 1) + percentSign(),
      (marginPpm ?? 0n) < 0n,
    ],
    [t('summary.held'), shown(sums.held, currency), false],
    ...(sums.owed > 0n ? [[t('summary.owed'), shown(sums.owed, currency), true] as const] : []),
  ] as const
  return (
    <dl class="facts">
      {facts.map(([label, text, isLoss], index) => (
        <div key={label} class={index === 0 ? 'fact lead' : 'fact'}>
          <dt>{label}</dt>
          <dd>
            <Figure text={text} tone={isLoss ? 'loss' : undefined} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

const FAILED: ReadonlySet<ClientOverview['status']> = new Set([
  'paymentFailed',
  'actionRequired',
  'suspended',
])

interface CareProps {
  clients: readonly ClientOverview[]
  status: Answer<'agency.status'> | null
  reconciliation: Answer<'agency.reconciliation'> | null
  clientPath: (client: string) => string | null
  children: ComponentChildren
}

/** What somebody should look at; a line of states, each with its clients behind it. */
function Care({ clients, status, reconciliation, clientPath, children }: CareProps) {
  const low = clients.filter((client) => client.status === 'low')
  const failed = clients.filter((client) => FAILED.has(client.status))
  return (
    <div class="care">
      <Named label={t('summary.low')} clients={low} tone="warn" clientPath={clientPath} />
      <Named label={t('summary.failed')} clients={failed} tone="bad" clientPath={clientPath} />
      <Books status={status} />
      <Platform reconciliation={reconciliation} />
      {children}
    </div>
  )
}

const NAMES_MAX = 8

interface NamedProps {
  label: string
  clients: readonly ClientOverview[]
  tone: 'warn' | 'bad'
  clientPath: (client: string) => string | null
}

function Named({ label, clients, tone, clientPath }: NamedProps) {
  const text = `${label}: ${clients.length}`
  if (clients.length === 0) {
    return (
      <span class="hint" data-tone="good">
        {text}
      </span>
    )
  }
  return (
    <Popout label={text} name={text} tone={tone}>
      <ul class="names">
        {clients.slice(0, NAMES_MAX).map(({ id, name, balance, currency }) => (
          <li key={id}>
            <Name name={name} path={clientPath(id)} />
            <Figure
              text={shown(parseNano(balance), currency)}
              tone={balance.startsWith('-') ? 'loss' : undefined}
            />
          </li>
        ))}
      </ul>
      {clients.length > NAMES_MAX && (
        <p class="soft">{t('summary.and', { count: String(clients.length - NAMES_MAX) })}</p>
      )}
    </Popout>
  )
}

const Name = ({ name, path }: { name: string; path: string | null }) =>
  path === null ? <span>{name}</span> : <a href={path}>{name}</a>

function Books({ status }: { status: Answer<'agency.status'> | null }) {
  if (status === null) return null
  const label = t('summary.books')
  if (!status.ok) {
    return (
      <Popout label={`${label}: ?`} tone="idle">
        <p>{t('summary.noStatus', { reason: explain(status.failure).text })}</p>
      </Popout>
    )
  }
  const { imbalance, deadLetters, charges, lastSealAt } = status.value.value
  const off = Object.entries(imbalance).filter(([, amount]) => parseNano(amount) !== 0n)
  const said = off.map(([currency, amount]) => shown(parseNano(amount), currency)).join(', ')
  const text = `${label}: ${off.length === 0 ? t('summary.balanced') : t('summary.off', { amount: said })}`
  const tone = off.length > 0 ? 'bad' : deadLetters > 0 ? 'warn' : 'good'
  return (
    <Popout label={text} name={text} tone={tone}>
      <dl class="lines">
        <dt>{t('summary.deadLetters')}</dt>
        <dd>{deadLetters}</dd>
        <dt>{t('summary.charges')}</dt>
        <dd>{charges.inFlight}</dd>
      </dl>
      <p class="soft">
        {lastSealAt === null ? t('summary.notSealed') : t('summary.sealed', { time: momentText(lastSealAt) })}
      </p>
    </Popout>
  )
}

/** Whether the platform took from the agency's wallet what our books say: the worst that any row says. */
function Platform({ reconciliation }: { reconciliation: Answer<'agency.reconciliation'> | null }) {
  if (reconciliation === null) return null
  const label = t('summary.platform')
  if (!reconciliation.ok) {
    return (
      <Popout label={`${label}: ?`} tone="idle">
        <p>{t('summary.noStatus', { reason: explain(reconciliation.failure).text })}</p>
      </Popout>
    )
  }
  const { equal, waiting, named, differs } = reconciliation.value
  const worst = differs > 0 ? 'differs' : waiting > 0 ? 'waiting' : named > 0 ? 'named' : 'equal'
  const count = String({ differs, waiting, named, equal }[worst])
  const said =
    equal + waiting + named + differs === 0
      ? t('summary.platform.empty')
      : worst === 'equal'
        ? t('summary.platform.equal')
        : t(`summary.platform.${worst}`, { count })
  const counts = {
    equal: String(equal),
    waiting: String(waiting),
    named: String(named),
    differs: String(differs),
  }
  return (
    <Popout
      label={`${label}: ${said}`}
      name={`${label}: ${said}`}
      tone={worst === 'differs' ? 'bad' : worst === 'equal' ? 'good' : 'idle'}
    >
      <p>{t('summary.platform.what', counts)}</p>
    </Popout>
  )
}
