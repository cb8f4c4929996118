import { multiplierText } from '../../i18n/figures.ts'
import { Note } from '../../ui/index.ts'
import { t } from '../agency-text.ts'
import { multiplierOf } from '../client-panel/draft.ts'
import { explain } from '../failure.ts'
import { t as words } from '../text.ts'
import type { Result } from './bulk.ts'
import { overwrites, type PlanLine, type Terms, type Wish } from './plan.ts'

/** What each client has now and would have then: those that lose terms of their own first. */
export function Preview({ wish, lines }: { wish: Wish; lines: readonly PlanLine[] }) {
  const changes = lines.filter(({ verdict }) => verdict === 'change')
  const same = lines.filter(({ verdict }) => verdict === 'same')
  const lost = lines.filter(overwrites)
  const rank = (line: PlanLine): number => (overwrites(line) ? 0 : line.verdict === 'change' ? 1 : 2)
  const sorted = [...lines].sort((a, b) => rank(a) - rank(b))
  const counts = {
    changes: String(changes.length),
    same: String(same.length),
    cannot: String(lines.length - changes.length - same.length),
  }
  return (
    <>
      <p>{t('bulk.changes', counts)}</p>
      {lost.length > 0 && <Note tone="warn">{t('bulk.overwrites', { count: String(lost.length) })}</Note>}
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
              <tr key={line.id} data-same={line.verdict !== 'change'} data-lost={overwrites(line)}>
                <th scope="row">{line.name}</th>
                <td>{line.before === null ? '–' : termsText(line.before)}</td>
                <td>{thenText(line, wish)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** What became of each. */
export function Results({ results, isUndo }: { results: readonly Result[]; isUndo: boolean }) {
  const done = results.filter(({ outcome }) => outcome === 'done').length
  const counts = { done: String(done), count: String(results.length) }
  return (
    <>
      <Note tone={done === results.length ? 'good' : 'warn'} live="polite">
        {t(isUndo ? 'bulk.undone' : 'bulk.done', counts)}
      </Note>
      <div class="lines-scroll" tabIndex={0} role="region" aria-label={t('tools.state')}>
        <table>
          <tbody>
            {results.map((result) => (
              <tr key={result.line.id}>
                <th scope="row">{result.line.name}</th>
                <td>
                  <span class="hint wrap" data-tone={TONES[result.outcome]}>
                    {outcomeText(result, isUndo)}
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

const TONES = { done: 'good', failed: 'bad', left: 'idle' } as const

function outcomeText({ outcome, failure, line }: Result, isUndo: boolean): string {
  if (outcome === 'left') return t('bulk.left')
  if (failure?.kind === 'refused' && failure.code === 'crm_rebilling_unknown') return t('bulk.crmOff')
  if (failure) return explain(failure, true).text
  if (!isUndo && line.before?.hasOwnRule) return `${t('bulk.ok')}, ${t('bulk.cannotUndo')}`
  return t(isUndo ? 'bulk.back.ok' : 'bulk.ok')
}

function termsText({ billedBy, multiplier, hasOwnRule }: Terms): string {
  if (hasOwnRule) return t('bulk.ownRule')
  if (billedBy === 'agency' || multiplier === null) return words('who.agency')
  return `${words(`who.${billedBy}`)}, ${multiplierText(multiplierOf(multiplier))}×`
}

function thenText(line: PlanLine, wish: Wish): string {
  if (line.verdict === 'same') return t('bulk.same')
  if (line.verdict === 'noService') return t('bulk.noService')
  if (line.verdict === 'capped')
    return t('bulk.capped', { cap: multiplierText(multiplierOf(line.cap ?? '1')) })
  if (line.failure) return explain(line.failure).text
  return termsText({ ...wish, hasOwnRule: false })
}
