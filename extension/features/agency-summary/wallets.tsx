import { Fragment } from 'preact'
import type { PlatformWallets } from '../../../shared/contract/platform-wallets.ts'
import type { ServiceTotals } from '../../../shared/contract/service-totals.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { money as shown } from '../../i18n/figures.ts'
import type { Answer } from '../../rpc/messages.ts'
import { Figure } from '../../ui/index.ts'
import { t } from '../agency-text.ts'
import { explain } from '../failure.ts'
import { momentText } from '../figures.ts'
import { Popout } from '../popout.tsx'

/** The lowest ones; they are the next to run dry. */
const NAMES_MAX = 6

interface Props {
  wallets: Answer<'agency.wallets'> | null
  totals: Answer<'services.totals'> | null
}

/** CB-10: what clients hold at the platform against what they hold with us, and what both moved in 30 days. */
export function Wallets({ wallets, totals }: Props) {
  if (wallets === null) return null
  const label = t('wallets.title')
  if (!wallets.ok) {
    return (
      <Popout label={`${label}: ?`} tone="idle">
        <p>{t('summary.noStatus', { reason: explain(wallets.failure).text })}</p>
      </Popout>
    )
  }
  const { reading, balance, currency, ledger } = wallets.value
  const there = balance === null ? t('wallets.unknown') : amount(balance, currency)
  const ours = ledger.map(({ held, currency: own }) => amount(held, own)).join(' + ')
  const text = t('wallets.line', { there, ours: ours || amount('0', currency) })
  return (
    <Popout label={text} name={text} tone={toneOf(wallets.value)}>
      <div class="wallets">
        {reading !== 'read' && <p>{t(WHY[reading] ?? 'wallets.unanswered')}</p>}
        <Sums wallets={wallets.value} />
        {balance !== null && <Lowest wallets={wallets.value} />}
        {totals?.ok && <Flow totals={totals.value.value} />}
      </div>
    </Popout>
  )
}

const WHY: Readonly<
  Record<string, 'wallets.notConfigured' | 'wallets.notConnected' | 'wallets.refused' | 'wallets.rateLimited'>
> = {
  notConfigured: 'wallets.notConfigured',
  notConnected: 'wallets.notConnected',
  refused: 'wallets.refused',
  rateLimited: 'wallets.rateLimited',
}

function toneOf({ reading, wallets }: PlatformWallets): 'good' | 'warn' | 'idle' {
  if (reading === 'notConfigured' || reading === 'notConnected') return 'idle'
  return reading === 'read' && !wallets.some(({ balance }) => balance.startsWith('-')) ? 'good' : 'warn'
}

/** Both sides: what lies at the platform, what with us. */
function Sums({
  wallets: { balance, complimentaryCredits, currency, ledger },
}: {
  wallets: PlatformWallets
}) {
  const credits = complimentaryCredits === null ? 0n : parseNano(complimentaryCredits)
  return (
    <dl class="lines">
      {balance !== null && (
        <>
          <dt>{t('wallets.there')}</dt>
          <dd>{amount(balance, currency)}</dd>
        </>
      )}
      {credits > 0n && (
        <>
          <dt>{t('wallets.credits')}</dt>
          <dd>{shown(credits, currency)}</dd>
        </>
      )}
      {ledger.map(({ currency: own, held, owed }) => (
        <Fragment key={own}>
          <dt>{t('wallets.ours')}</dt>
          <dd>{amount(held, own)}</dd>
          {parseNano(owed) > 0n && (
            <>
              <dt>{t('wallets.owed')}</dt>
              <dd>
                <Figure text={amount(owed, own)} tone="loss" />
              </dd>
            </>
          )}
        </Fragment>
      ))}
    </dl>
  )
}

/** The lowest wallets at the platform, and how many of all were read. */
function Lowest({ wallets: { at, asked, connected, currency, wallets } }: { wallets: PlatformWallets }) {
  return (
    <>
      <ul class="names">
        {wallets.slice(0, NAMES_MAX).map(({ client, name, balance }) => (
          <li key={client}>
            <span>{name}</span>
            <Figure text={amount(balance, currency)} tone={balance.startsWith('-') ? 'loss' : undefined} />
          </li>
        ))}
      </ul>
      <p class="soft">
        {t(asked < connected ? 'wallets.part' : 'wallets.all', {
          read: String(wallets.length),
          connected: String(connected),
          time: at === null ? '–' : momentText(at),
        })}
      </p>
    </>
  )
}

/** What the platforms took and clients were billed over the last 30 days, in each currency. */
function Flow({ totals }: { totals: ServiceTotals }) {
  const currencies = [...new Set(totals.services.map(({ currency }) => currency))]
  const sum = (currency: string, part: 'cost' | 'price') =>
    totals.services.reduce(
      (all, each) => (each.currency === currency ? all + parseNano(each[part]) : all),
      0n,
    )
  return (
    <dl class="lines flow">
      {currencies.map((currency) => (
        <Fragment key={currency}>
          <dt>{t('wallets.took')}</dt>
          <dd>{shown(sum(currency, 'cost'), currency)}</dd>
          <dt>{t('wallets.billed')}</dt>
          <dd>{shown(sum(currency, 'price'), currency)}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

const amount = (text: string, currency: string): string => shown(parseNano(text), currency)
