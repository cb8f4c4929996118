/** @jsxImportSource hono/jsx */
import { formatNano } from '../../../shared/money/nano.ts'
import { moneyText } from '../format.ts'
import type { Home } from '../read-home.ts'
import type { Language } from '../tokens.ts'
import { fill, wordsOf } from '../words/words.ts'
import { Frame } from './frame.tsx'

/** The amount and the method in full before anything is charged (invariant 8). The intent makes a second click harmless. */
export const ConfirmTopUp = (props: {
  home: Home
  method: string
  amount: bigint
  language: Language
  csrf: string
  intent: string
}) => {
  const { home, amount, language } = props
  const words = wordsOf(language)
  const shown = moneyText(amount, home.currency, language)
  return (
    <Frame language={language} title={words.confirmTitle} brand={home.agency} csrf={props.csrf}>
      <section class="narrow">
        <h1>{words.confirmTitle}</h1>
        <p class="figure">{shown}</p>
        <p>{fill(words.confirmText, { amount: shown, method: props.method })}</p>
        <form class="row" method="post" action="/portal/top-up">
          <input type="hidden" name="csrf" value={props.csrf} />
          <input type="hidden" name="intent" value={props.intent} />
          <input type="hidden" name="amount" value={formatNano(amount)} />
          <button type="submit">{fill(words.confirm, { amount: shown })}</button>
          <a href="/portal">{words.back}</a>
        </form>
      </section>
    </Frame>
  )
}
