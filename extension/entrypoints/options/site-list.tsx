import { Button } from '../../ui/button.tsx'
import type { Site } from './use-sites.ts'
import { t } from './text.ts'

interface SiteListProps {
  label: string
  none: string
  sites: readonly Site[]
  onAllow: (site: Site) => void
  onRemove: (site: Site) => void
}

/** The sites of one list: what each is, whether the browser allows it, and the way back. */
export function SiteList({ label, none, sites, onAllow, onRemove }: SiteListProps) {
  if (sites.length === 0) return <p class="quiet">{none}</p>
  return (
    <ul class="domains" aria-label={label}>
      {sites.map((site) => (
        <li key={site.entry} class="domain">
          <span class="domain-name" title={site.entry}>
            {site.entry}
          </span>
          <span class="domain-state" data-granted={site.granted}>
            {site.granted ? t('domains.granted') : t('domains.missing')}
          </span>
          {!site.granted && (
            <Button
              kind="plain"
              label={t('domains.allowOne', { domain: site.entry })}
              onClick={() => onAllow(site)}
            >
              {t('domains.again')}
            </Button>
          )}
          <Button
            kind="plain"
            label={t('domains.removeOne', { domain: site.entry })}
            onClick={() => onRemove(site)}
          >
            {t('domains.remove')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
