/** @jsxImportSource hono/jsx */
import type { ClientStatement } from '../../statements/statement-shape.ts'
import { exactText, quantityText } from '../format.ts'
import type { Language } from '../tokens.ts'
import { wordsOf } from '../words/words.ts'

/** Services with what they came to; amounts with every digit, since they are summed before they are rounded. */
export const UsageTable = ({
  services,
  totals,
  language,
}: Pick<ClientStatement, 'services' | 'totals'> & { language: Language }) => {
  const words = wordsOf(language)
  if (services.length === 0) return <p class="soft">{words.noUsage}</p>
  const priceOf = (line: ClientStatement['services'][number]) => {
    if (line.billing === 'included') return words.included
    if (line.billing === 'separate') return words.separate
    return exactText(line.price, line.currency, language)
  }
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.service}</th>
            <th scope="col" class="number">
              {words.quantity}
            </th>
            <th scope="col" class="number">
              {words.price}
            </th>
          </tr>
        </thead>
        <tbody>
          {services.map((line) => (
            <tr>
              <td>{line.label}</td>
              <td class="number soft">{quantityText(line, language)}</td>
              <td class={line.billing === 'statement' ? 'number' : 'number soft'}>{priceOf(line)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {totals.map(({ price, currency }) => (
            <tr>
              <th scope="row">{words.total}</th>
              <td />
              <td class="number">{exactText(price, currency, language)}</td>
            </tr>
          ))}
        </tfoot>
      </table>
      {services.some(({ estimated }) => estimated) ? <p class="soft small">{words.estimated}</p> : null}
    </>
  )
}
