import { useRef, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import { language } from '../i18n/preferences.ts'
import { Button, Dialog, Note } from '../ui/index.ts'
import { copyField } from './copy.ts'
import type { Surroundings } from './feature.ts'
import { browserOf, t, writeReport } from './report-text.ts'

/** Writes the report of the page as it is at that moment. */
export type Report = () => string

export function openReport({ page, mounted }: Surroundings): Report {
  return () =>
    writeReport(page.report(), {
      version: browser.runtime.getManifest().version,
      language: language.value,
      browser: browserOf(navigator.userAgent),
      width: innerWidth,
      scheme: mounted.element.dataset['theme'] ?? '',
    })
}

/** "Something wrong here?": shows the whole report before anybody copies it. */
export function ReportButton({ report }: { report: Report }) {
  const [text, setText] = useState<string | null>(null)
  return (
    <div class="report">
      <button type="button" class="rl-button report-open" data-kind="plain" onClick={() => setText(report())}>
        {t('report.button')}
      </button>
      {text !== null && <ReportDialog text={text} onClose={() => setText(null)} />}
    </div>
  )
}

function ReportDialog({ text, onClose }: { text: string; onClose: () => void }) {
  const [isCopied, setCopied] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  return (
    <Dialog
      title={t('report.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('report.close')}</Button>
          <Button kind="primary" onClick={() => void copyField(field.current).then(setCopied)}>
            {t('report.copy')}
          </Button>
        </>
      }
    >
      <p class="text">{t('report.text')}</p>
      <textarea
        ref={field}
        class="report-text"
        aria-label={t('report.label')}
        readOnly
        rows={9}
        value={text}
      />
      {isCopied && (
        <Note tone="good" live="polite">
          {t('report.copied')}
        </Note>
      )}
    </Dialog>
  )
}
