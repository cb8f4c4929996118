import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { call } from '../../rpc/call.ts'
import { workerPattern } from '../../session/worker-url.ts'
import { loadDomains, patternOf, readDomain, saveDomains } from './domain-list.ts'
import { isGranted, requestOrigin } from './grant.ts'
import { syncDomains } from './registration.ts'
import { Section } from './section.tsx'
import { t } from './text.ts'

interface Row {
  domain: string
  granted: boolean
}
type Told = { tone: 'good' | 'warn' | 'info'; text: string } | null

/** The agency's own CRM addresses: allowed one by one, and given back one by one. */
export function Domains() {
  const [rows, setRows] = useState<readonly Row[]>([])
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  const [told, setTold] = useState<Told>(null)

  const read = async (): Promise<void> => {
    await syncDomains()
    const domains = await loadDomains()
    setRows(
      await Promise.all(
        domains.map(async (domain) => ({ domain, granted: await isGranted(patternOf(domain)) })),
      ),
    )
  }
  useEffect(() => {
    const refresh = (): void => void read()
    refresh()
    // The permission can also be given and taken away in the browser's own settings.
    browser.permissions.onAdded.addListener(refresh)
    browser.permissions.onRemoved.addListener(refresh)
    return () => {
      browser.permissions.onAdded.removeListener(refresh)
      browser.permissions.onRemoved.removeListener(refresh)
    }
  }, [])

  const ask = async (domain: string): Promise<void> => {
    const asked = requestOrigin(patternOf(domain))
    setTold({ tone: 'info', text: t('domains.asking', { domain }) })
    // In the list before the browser answers: whoever hears of the grant first finds it there and registers it.
    const known = await loadDomains()
    if (!known.includes(domain)) await saveDomains([...known, domain])
    const granted = await asked
    await read()
    setTold(
      granted
        ? { tone: 'good', text: t('domains.added', { domain }) }
        : { tone: 'warn', text: t('domains.denied', { domain }) },
    )
  }
  const add = (): void => {
    const reading = readDomain(
      typed,
      rows.map((row) => row.domain),
    )
    setError(reading.ok ? undefined : t(`domains.${reading.why}`, { domain: reading.domain }))
    if (!reading.ok) return
    setTyped('')
    void ask(reading.domain)
  }
  const remove = async (domain: string): Promise<void> => {
    await saveDomains((await loadDomains()).filter((each) => each !== domain))
    if (!(await servesWorker(domain))) await browser.permissions.remove({ origins: [patternOf(domain)] })
    setTold({ tone: 'info', text: t('domains.removed', { domain }) })
    await read()
  }

  return (
    <Section title={t('domains.title')}>
      <p class="quiet">{t('domains.why')}</p>
      <form
        class="add"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          add()
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
      {rows.length === 0 ? (
        <p class="quiet">{t('domains.none')}</p>
      ) : (
        <ul class="domains" aria-label={t('domains.list')}>
          {rows.map(({ domain, granted }) => (
            <li key={domain} class="domain">
              <span class="domain-name">{domain}</span>
              <span class="domain-state" data-granted={granted}>
                {granted ? t('domains.granted') : t('domains.missing')}
              </span>
              {!granted && (
                <Button
                  kind="plain"
                  label={t('domains.allowOne', { domain })}
                  onClick={() => void ask(domain)}
                >
                  {t('domains.again')}
                </Button>
              )}
              <Button
                kind="plain"
                label={t('domains.removeOne', { domain })}
                onClick={() => void remove(domain)}
              >
                {t('domains.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

/** The worker may live on the same host: its permission then stays. */
async function servesWorker(domain: string): Promise<boolean> {
  const session = await call('session.status', {})
  const worker = session.ok ? session.value.worker : null
  return worker !== null && workerPattern(worker) === patternOf(domain)
}
