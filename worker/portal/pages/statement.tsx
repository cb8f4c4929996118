/** @jsxImportSource hono/jsx */
import type { ClientStatement } from '../../statements/statement-shape.ts'
import { dateText, exactText, monthBefore, monthText } from '../format.ts'
import type { Language } from '../tokens.ts'
import { type Words, wordsOf } from '../words/words.ts'
import { Frame } from './frame.tsx'
import { UsageTable } from './usage-table.tsx'

/** A month with every digit: opening, usage, money, closing. */
export const StatementPage = (props: { statement: ClientStatement; language: Language; csrf: string }) => {
  const { statement, language, csrf } = props
  const words = wordsOf(language)
  const { month, balances, movements, timeZone } = statement
  const before = monthBefore(month)
  return (
    <Frame
      language={language}
      title={`${words.statement} ${monthText(month, language)}`}
      brand={statement.agency}
      self={`/portal/statement?month=${month}`}
      csrf={csrf}
    >
      <p>
        <a href="/portal">{words.back}</a>
      </p>
      <h1>{`${words.statement} ${monthText(month, language)}`}</h1>
      <p class="soft">
        {statement.client}
        {statement.provisional ? ` · ${words.provisional}` : ''}
      </p>
      <section>
        <h2>{words.used}</h2>
        <UsageTable services={statement.services} totals={statement.totals} language={language} />
      </section>
      {balances.length === 0 && movements.length === 0 ? null : (
        <section>
          <h2>{words.balance}</h2>
          <table>
            <tbody>
              {balances.map(({ opening, currency }) => (
                <tr>
                  <th scope="row">{words.opening}</th>
                  <td />
                  <td class="number">{exactText(opening, currency, language)}</td>
                </tr>
              ))}
              {movements.map(({ at, kind, amount, currency }) => (
                <tr>
                  <th scope="row" class="light">
                    {words[`kind.${kind}` as keyof Words] ?? words['kind.adjustment']}
                  </th>
                  <td class="soft">{dateText(new Date(at), timeZone, language)}</td>
                  <td class="number">{exactText(amount, currency, language)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              {balances.map(({ closing, currency }) => (
                <tr>
                  <th scope="row">{words.closing}</th>
                  <td />
                  <td class="number">{exactText(closing, currency, language)}</td>
                </tr>
              ))}
            </tfoot>
          </table>
        </section>
      )}
      <p class="row">
        <a class="button second" href={`/portal/statement.pdf?month=${month}`}>
          {words.downloadPdf}
        </a>
        <a class="button second" href={`/portal/statement.csv?month=${month}`}>
          {words.download}
        </a>
        <a href={`/portal/statement?month=${before}`}>{monthText(before, language)}</a>
      </p>
    </Frame>
  )
}
