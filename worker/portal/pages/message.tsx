/** @jsxImportSource hono/jsx */
import type { Language } from '../tokens.ts'
import { wordsOf } from '../words/words.ts'
import { Frame } from './frame.tsx'

/** One sentence and, where there is one, the way on. */
export const Message = (props: {
  language: Language
  title: string
  text: string
  brand?: string
  link?: { href: string; text: string }
  goTo?: string
}) => (
  <Frame
    language={props.language}
    title={props.title}
    brand={props.brand ?? wordsOf(props.language).account}
    {...(props.goTo === undefined ? {} : { goTo: props.goTo })}
  >
    <section class="narrow">
      <h1>{props.title}</h1>
      <p>{props.text}</p>
      {props.link === undefined ? null : (
        <p>
          <a class="button" href={props.link.href}>
            {props.link.text}
          </a>
        </p>
      )}
    </section>
  </Frame>
)
