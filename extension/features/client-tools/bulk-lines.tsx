import type { BulkChange, TermsView } from '../../../shared/contract/pricing.ts'
import { multiplierText } from '../../i18n/figures.ts'
import { Note } from '../../ui/index.ts'
import { t } from '../agency-text.ts'
import { multiplierOf } from '../client-panel/draft.ts'
import { fixText } from '../state.ts'
import { t as words } from '../text.ts'
import { isRefused, willChange, type PreviewLine, type ResultLine } from './bulk.ts'

/** What each client has now and would have then: those that lose terms of their own first, then what cannot be. */
export function Preview({ lines, unknown }: { lines: readonly PreviewLine[]; unknown: number }) {
  const changes = lines.filter(willChange)
  const lost = changes.filter(({ overwrites }) => overwrites)
  const refused = lines.filter(({ refusal }) => refusal !== null)
  const asking = changes.filter(({ asksCrm }) => asksCrm)
  const sorted = [...lines].sort((a, b) => rank(a) - rank(b))
  const counts = {
    changes: String(changes.length),
    same: String(lines.length - changes.length - refused.length),
    cannot: String(refused.length + unknown),
  }
  return (
    <>
      <p>{t('bulk.changes', counts)}</p>
      {lost.length > 0 && <Note tone="warn">{t('bulk.overwrites', { count: String(lost.length) })}</Note>}
      {asking.length > 0 && <Note>{t('bulk.asksCrm', { count: String(asking.length) })}</Note>}
      <div class="lines-scroll" tabIndex={0} role="region" aria-label={t('bulk.preview')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('tools.name')}</th>
              <th scope="col">{t('bulk.now')}</th>
              <th scope="col">{t('bulk.then')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((line) => (
              <tr
                key={line.client}
                data-same={!willChange(line)}
                data-lost={willChange(line) && line.overwrites}
              >
                <th scope="row">{line.name}</th>
                <td>{termsText(line.before)}</td>
                <td>{thenText(line)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function rank(line: PreviewLine): number {
  if (willChange(line)) return line.overwrites ? 0 : 1
  return line.refusal === null ? 3 : 2
}

interface ResultsProps {
  change: BulkChange
  isUndo: boolean
  nameOf: (client: string) => string
}

/** What became of each, the refused first. */
export function Results({ change, isUndo, nameOf }: ResultsProps) {
  const { changed, items } = change
  const counts = { done: String(changed), count: String(items.length) }
  const sorted = [...items].sort((a, b) => Number(isRefused(b)) - Number(isRefused(a)))
  return (
    <>
      <Note tone={items.some(isRefused) ? 'warn' : 'good'} live="polite">
        {t(isUndo ? 'bulk.undone' : 'bulk.done', counts)}
      </Note>
      <div class="lines-scroll" tabIndex={0} role="region" aria-label={t('tools.state')}>
        <table>
          <tbody>
            {sorted.map((item) => (
              <tr key={item.client}>
                <th scope="row">{nameOf(item.client)}</th>
                <td>
                  <span class="hint wrap" data-tone={toneOf(item)}>
                    {outcomeText(item, isUndo)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const toneOf = (item: ResultLine) => (isRefused(item) ? 'bad' : item.result === 'changed' ? 'good' : 'idle')

function outcomeText({ result, detail }: ResultLine, isUndo: boolean): string {
  if (result === 'changed') return t(isUndo ? 'bulk.back.ok' : 'bulk.ok')
  if (result === 'unchanged') return t('bulk.same')
  return refusalText(result, detail)
}

/** A refusal in the reader's language where this version knows it, else in the worker's own words. */
function refusalText(code: string, detail: string | null): string {
  if (code === 'crm_rebilling_unknown') return t('bulk.crmOff')
  if (code === 'version_conflict') return t('bulk.changedSince')
  return fixText(code) ?? detail ?? code
}

function termsText({ billedBy, multiplier }: TermsView): string {
  if (billedBy === 'agency' || billedBy === 'default') return words(`who.${billedBy}`)
  if (multiplier === null) return t('bulk.ownRule')
  return `${words(`who.${billedBy}`)}, ${multiplierText(multiplierOf(multiplier))}×`
}

function thenText({ after, changes, refusal }: PreviewLine): string {
  if (refusal !== null) return refusalText(refusal.code, refusal.detail)
  return changes ? termsText(after) : t('bulk.same')
}
