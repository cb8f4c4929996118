/** @jsxImportSource hono/jsx */
import { formatDecimal } from '../../../shared/money/locale.ts'
import type { ClientStatement } from '../../statements/statement-shape.ts'
import { balanceText, dateText, inputText, moneyText } from '../format.ts'
import type { Home } from '../read-home.ts'
import type { Language } from '../tokens.ts'
import { type Words, fill, wordsOf } from '../words/words.ts'
import { Chart } from './chart.tsx'
import { Frame } from './frame.tsx'
import { UsageTable } from './usage-table.tsx'

export interface HomeProps {
  readonly home: Home
  readonly statement: ClientStatement
  readonly language: Language
  readonly csrf: string
  /** For the forms of this page: an intent each. */
  readonly intent: string
  /** What the last step came to, told once at the top. */
  readonly notice: string | null
}

/** The client's own page: balance, what to do, usage, payments. */
export const HomePage = ({ home, statement, language, csrf, intent, notice }: HomeProps) => {
  const words = wordsOf(language)
  return (
    <Frame
      language={language}
      title={`${words.account} · ${home.agency}`}
      brand={home.agency}
      self="/portal"
      csrf={csrf}
    >
      <h1 class="quiet">{home.client}</h1>
      {notice === null ? null : (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      {home.waitingChargeId === null ? (
        home.paymentFailed ? (
          <p class="notice bad">{words.failed}</p>
        ) : null
      ) : (
        <form class="notice bad" method="post" action="/portal/confirm-payment">
          <span>{words.waiting}</span>
          <input type="hidden" name="csrf" value={csrf} />
          <button type="submit">{words.waitingButton}</button>
        </form>
      )}
      <Balance home={home} language={language} words={words} />
      {home.billingMode === 'partner' ? null : (
        <div class="pair">
          <Card home={home} words={words} csrf={csrf} />
          {home.billingMode === 'prepaid' ? (
            <Reload home={home} language={language} words={words} csrf={csrf} intent={intent} />
          ) : null}
        </div>
      )}
      <section>
        <h2>{words.usage}</h2>
        <UsageTable services={statement.services} totals={statement.totals} language={language} />
        <Chart days={home.days} currency={home.currency} language={language} />
        <p>
          <a href="/portal/statement">{words.statement}</a>
        </p>
      </section>
      <Payments home={home} language={language} words={words} />
    </Frame>
  )
}

const Balance = ({ home, language, words }: { home: Home; language: Language; words: Words }) => {
  const { balance, currency, billingMode, runwayDays } = home
  if (billingMode === 'partner') return null
  const prepaid = billingMode === 'prepaid'
  return (
    <section class="balance">
      <div>
        <h2>{prepaid ? words.balance : words.owed}</h2>
        <p class={prepaid && balance <= 0n ? 'figure bad' : 'figure'}>
          {balanceText(prepaid ? balance : -balance, currency, language)}
        </p>
        {!prepaid ? null : balance <= 0n ? (
          <p class="soft">{words.usedUp}</p>
        ) : runwayDays === null ? null : (
          <p class="soft">{fill(words.lasts, { days: formatDecimal(runwayDays, language) })}</p>
        )}
      </div>
      {prepaid && home.method !== null ? (
        <form class="top-up" method="get" action="/portal/top-up">
          <label>
            {`${words.amount} (${currency})`}
            <input
              name="amount"
              inputmode="decimal"
              autocomplete="off"
              required
              maxlength={20}
              value={inputText(home.reload?.amount ?? 50_000_000_000n, currency, language)}
            />
          </label>
          <button type="submit">{words.topUp}</button>
        </form>
      ) : null}
    </section>
  )
}

const Card = ({ home, words, csrf }: { home: Home; words: Words; csrf: string }) => (
  <section>
    <h2>{words.card}</h2>
    <p class={home.method === null ? 'soft' : ''}>{home.method?.label ?? words.noCard}</p>
    <form method="post" action="/portal/card">
      <input type="hidden" name="csrf" value={csrf} />
      <button class={home.method === null ? '' : 'second'} type="submit">
        {home.method === null ? words.addCard : words.changeCard}
      </button>
    </form>
  </section>
)

const Reload = (props: { home: Home; language: Language; words: Words; csrf: string; intent: string }) => {
  const { home, language, words, csrf, intent } = props
  const { reload, currency } = home
  return (
    <section>
      <h2>{words.reload}</h2>
      <p class="soft">{home.method === null ? words.reloadNeedsCard : words.reloadText}</p>
      {home.method === null ? null : (
        <form class="reload" method="post" action="/portal/reload">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="intent" value={intent} />
          <label class="check">
            <input type="checkbox" name="enabled" value="yes" checked={reload?.enabled ?? false} />
            {words.reloadOn}
          </label>
          <label>
            {`${words.threshold} (${currency})`}
            <input
              name="threshold"
              inputmode="decimal"
              autocomplete="off"
              required
              maxlength={20}
              value={inputText(reload?.threshold ?? 10_000_000_000n, currency, language)}
            />
          </label>
          <label>
            {`${words.reloadAmount} (${currency})`}
            <input
              name="amount"
              inputmode="decimal"
              autocomplete="off"
              required
              maxlength={20}
              value={inputText(reload?.amount ?? 50_000_000_000n, currency, language)}
            />
          </label>
          <button class="second" type="submit">
            {words.save}
          </button>
        </form>
      )}
    </section>
  )
}

const Payments = ({ home, language, words }: { home: Home; language: Language; words: Words }) => (
  <section>
    <h2>{words.payments}</h2>
    {home.payments.length === 0 ? (
      <p class="soft">{words.noPayments}</p>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">{words.date}</th>
            <th scope="col">{words.state}</th>
            <th scope="col" class="number">
              {words.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {home.payments.map(({ at, state, amount, currency }) => (
            <tr>
              <td>{dateText(at, home.timeZone, language)}</td>
              <td class={state === 'failed' ? 'bad' : 'soft'}>
                {words[`state.${state}` as keyof Words] ?? ''}
              </td>
              <td class="number">{moneyText(amount, currency, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
)
