/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Language } from '../tokens.ts'
import { wordsOf } from '../words/words.ts'

export interface FrameProps {
  readonly language: Language
  readonly title: string
  /** Whose house this is: the agency. */
  readonly brand: string
  /** Path that shows this page again, for the other language; absent = no switch. */
  readonly self?: string
  /** Form token of a signed-in client. */
  readonly csrf?: string
  /** Where the browser goes by itself. */
  readonly goTo?: string
  readonly children: Child
}

/** The page around everything: no script, no outside resource, the agency's name and nobody else's. */
export const Frame = ({ language, title, brand, self, csrf, goTo, children }: FrameProps) => {
  const words = wordsOf(language)
  const other = language === 'de' ? 'en' : 'de'
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="stylesheet" href="/portal/style.css" />
        {goTo === undefined ? null : <meta http-equiv="refresh" content={`0;url=${goTo}`} />}
      </head>
      <body>
        <a class="skip" href="#content">
          {words.skip}
        </a>
        <header>
          <p class="brand">{brand}</p>
          <nav>
            {self === undefined ? null : (
              <a href={`${self}${self.includes('?') ? '&' : '?'}lang=${other}`} lang={other} hreflang={other}>
                {words.otherLanguage}
              </a>
            )}
            {csrf === undefined ? null : (
              <form method="post" action="/portal/leave">
                <input type="hidden" name="csrf" value={csrf} />
                <button class="plain" type="submit">
                  {words.leave}
                </button>
              </form>
            )}
          </nav>
        </header>
        <main id="content">{children}</main>
      </body>
    </html>
  )
}
