import { effect } from '@preact/signals'
import { render } from 'preact'
import { loadPreferences } from '../../i18n/preferences.ts'
import { Alerts } from './alerts/view.tsx'
import { Connection } from './connection.tsx'
import { CustomCrm } from './custom.tsx'
import { Display } from './display.tsx'
import { Domains } from './domains.tsx'
import { Notices } from './notices.tsx'
import { Payments } from './payments.tsx'
import { t } from './text.ts'

function App() {
  return (
    <>
      <h1 class="title">{t('page.name')}</h1>
      <Connection />
      <Display />
      <Payments />
      <Alerts />
      <Notices />
      <Domains />
      <CustomCrm />
    </>
  )
}

await loadPreferences()
effect(() => {
  document.title = t('page.title')
})
const root = document.getElementById('app')
if (root) render(<App />, root)
