import { useState } from 'preact/hooks'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { domains, readDomain } from '../../background/site-lists.ts'
import { Section } from './section.tsx'
import { SiteList } from './site-list.tsx'
import { t } from './text.ts'
import { useSites } from './use-sites.ts'

type Told = { tone: 'good' | 'warn' | 'info'; text: string } | null

/** The agency's own CRM addresses: allowed one by one, and given back one by one. */
export function Domains() {
  const { sites, add, remove } = useSites(domains, (domain) => domain)
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  const [told, setTold] = useState<Told>(null)

  const allow = async (domain: string): Promise<void> => {
    const asked = add(domain, domain)
    setTold({ tone: 'info', text: t('domains.asking', { domain }) })
    const granted = await asked
    setTold(
      granted
        ? { tone: 'good', text: t('domains.added', { domain }) }
        : { tone: 'warn', text: t('domains.denied', { domain }) },
    )
  }
  const submit = (): void => {
    const reading = readDomain(
      typed,
      sites.map(({ entry }) => entry),
    )
    setError(reading.ok ? undefined : t(`domains.${reading.why}`, { domain: reading.domain }))
    if (!reading.ok) return
    setTyped('')
    void allow(reading.domain)
  }

  return (
    <Section title={t('domains.title')}>
      <p class="quiet">{t('domains.why')}</p>
      <form
        class="add"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          name="domain"
          label={t('domains.add')}
          hint={t('domains.addHint')}
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
        label={t('domains.list')}
        none={t('domains.none')}
        sites={sites}
        onAllow={({ host }) => void allow(host)}
        onRemove={(site) =>
          void remove(site).then(() =>
            setTold({ tone: 'info', text: t('domains.removed', { domain: site.entry }) }),
          )
        }
      />
    </Section>
  )
}
