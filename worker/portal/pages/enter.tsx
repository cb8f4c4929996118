/** @jsxImportSource hono/jsx */
import type { Language } from '../tokens.ts'
import { fill, wordsOf } from '../words/words.ts'
import { Frame } from './frame.tsx'

/** What a link opens. Going in is a click, so that a mail scanner that follows the link does not use it up. */
export const Enter = (props: { language: Language; agency: string; token: string }) => {
  const words = wordsOf(props.language)
  const title = fill(words.enterTitle, { agency: props.agency })
  return (
    <Frame language={props.language} title={title} brand={props.agency}>
      <section class="narrow">
        <h1>{title}</h1>
        <p>{words.enterText}</p>
        <form method="post" action="/portal/enter">
          <input type="hidden" name="token" value={props.token} />
          <button type="submit">{words.enter}</button>
        </form>
      </section>
    </Frame>
  )
}
