import type { ComponentChild } from 'preact'
import { Button } from '../../../ui/index.ts'
import { Problem } from '../../problem.tsx'
import type { Pages } from './pages.ts'
import { t } from './text.ts'

interface Props<T> {
  pages: Pages<T>
  title: string
  none: string
  columns: readonly { label: string; figure?: boolean }[]
  row: (item: T, index: number) => ComponentChild
  onOptions: () => void
}

/** A small table that grows by pages. */
export function Listing<T>({ pages, title, none, columns, row, onOptions }: Props<T>) {
  const { items, hasMore, isLoading, failure } = pages.state.value
  return (
    <div class="listing">
      {items.length > 0 && (
        <table aria-label={title}>
          <thead>
            <tr>
              {columns.map(({ label, figure }) => (
                <th key={label} scope="col" class={figure ? 'figure' : undefined}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{items.map(row)}</tbody>
        </table>
      )}
      {items.length === 0 && !failure && <p class="soft">{isLoading ? t('charges.loading') : none}</p>}
      {failure && <Problem failure={failure} onRetry={() => void pages.load()} onOptions={onOptions} />}
      {items.length > 0 && hasMore && (
        <Button kind="plain" pending={isLoading} onClick={() => void pages.more()}>
          {t('charges.more')}
        </Button>
      )}
    </div>
  )
}
