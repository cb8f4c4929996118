import { useState } from 'preact/hooks'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { customPatterns, hostOf, readCustom } from '../../background/site-lists.ts'
import { Section } from './section.tsx'
import { SiteList } from './site-list.tsx'
import { t } from './text.ts'
import { useSites } from './use-sites.ts'

/** Shown as it is typed: the placeholder is a word of the pattern. */
const CLIENT = { client: '{client}' }

type Told = { tone: 'good' | 'warn' | 'info'; text: string } | null

/** Any other CRM: a URL pattern says which of its pages is which client's, and a badge floats there. */
export function CustomCrm() {
  const { sites, add, remove } = useSites(customPatterns, hostOf)
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  const [told, setTold] = useState<Told>(null)

  const allow = async (pattern: string, host: string): Promise<void> => {
    const asked = add(pattern, host)
    setTold({ tone: 'info', text: t('domains.asking', { domain: host }) })
    const granted = await asked
    setTold(
      granted
        ? { tone: 'good', text: t('custom.added', { domain: host }) }
        : { tone: 'warn', text: t('custom.denied', { domain: host }) },
    )
  }
  const submit = (): void => {
    const reading = readCustom(
      typed,
      sites.map(({ entry }) => entry),
    )
    setError(reading.ok ? undefined : t(`custom.${reading.why}`, CLIENT))
    if (!reading.ok) return
    setTyped('')
    void allow(reading.pattern, reading.host)
  }

  return (
    <Section title={t('custom.title')}>
      <p class="quiet">{t('custom.why', CLIENT)}</p>
      <form
        class="add"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          name="pattern"
          inputMode="url"
          label={t('custom.add')}
          hint={t('custom.addHint', CLIENT)}
          error={error}
          value={typed}
          onInput={setTyped}
        />
        <Button type="submit">{t('domains.allow')}</Button>
      </form>
      <div aria-live="polite" class="outcome">
        {told && <Note tone={told.tone}>{told.text}</Note>}
      </div>
      <SiteList
        label={t('custom.list')}
        none={t('custom.none')}
        sites={sites}
        onAllow={({ entry, host }) => void allow(entry, host)}
        onRemove={(site) =>
          void remove(site).then(() =>
            setTold({ tone: 'info', text: t('custom.removed', { pattern: site.entry }) }),
          )
        }
      />
    </Section>
  )
}
