/** @jsxImportSource hono/jsx */
import { dayText, moneyText } from '../format.ts'
import type { Home } from '../read-home.ts'
import type { Language } from '../tokens.ts'
import { fill, wordsOf } from '../words/words.ts'

const WIDTH = 720
const HEIGHT = 96
const GAP = 4

/** A bar a day, and the same as a table for who cannot see it. Sizes are attributes: the policy allows no inline style. */
export const Chart = ({
  days,
  currency,
  language,
}: Pick<Home, 'days' | 'currency'> & { language: Language }) => {
  const words = wordsOf(language)
  const most = days.reduce((max, { price }) => (price > max ? price : max), 0n)
  if (most === 0n) return null
  const step = WIDTH / days.length
  const heightOf = (price: bigint) => (price <= 0n ? 1 : Math.max(2, Number((price * BigInt(HEIGHT)) / most)))
  const used = days.filter(({ price }) => price !== 0n)
  return (
    <figure>
      <figcaption>{words.perDay}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={fill(words.chart, { amount: moneyText(most, currency, language) })}
      >
        {days.map(({ day, price }, i) => (
          <rect
            class={price > 0n ? 'bar' : 'bar none'}
            x={(i * step).toFixed(1)}
            y={String(HEIGHT - heightOf(price))}
            width={(step - GAP).toFixed(1)}
            height={String(heightOf(price))}
            rx="1.5"
          >
            <title>{`${dayText(day, language)}: ${moneyText(price, currency, language)}`}</title>
          </rect>
        ))}
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{dayText(days[0]?.day ?? 0, language)}</span>
        <span>{dayText(days.at(-1)?.day ?? 0, language)}</span>
      </p>
      <details>
        <summary>{words.asTable}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col" class="number">
                {words.price}
              </th>
            </tr>
          </thead>
          <tbody>
            {used.map(({ day, price }) => (
              <tr>
                <td>{dayText(day, language)}</td>
                <td class="number">{moneyText(price, currency, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
