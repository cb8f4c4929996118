import { kindName, KINDS } from './kinds.ts'
import { t } from './text.ts'

/** Which kinds are sent. One that only a newer worker knows stays as it is. */
export function What({
  muted,
  onChange,
}: {
  muted: readonly string[]
  onChange: (muted: readonly string[]) => void
}) {
  const toggle = (kind: string): void =>
    onChange(muted.includes(kind) ? muted.filter((each) => each !== kind) : [...muted, kind].sort())
  return (
    <fieldset class="group">
      <legend>{t('what.title')}</legend>
      <p class="quiet">{t('what.why')}</p>
      <div class="pair">
        {(['wallets', 'losses'] as const).map((part) => (
          <fieldset key={part} class="checks">
            <legend>{t(`what.${part}`)}</legend>
            {KINDS[part].map((kind) => (
              <label key={kind} class="check">
                <input
                  type="checkbox"
                  name={`sent.${kind}`}
                  checked={!muted.includes(kind)}
                  onChange={() => toggle(kind)}
                />
                {kindName(kind)}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </fieldset>
  )
}
