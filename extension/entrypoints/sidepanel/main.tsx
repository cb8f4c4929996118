import { effect } from '@preact/signals'
import { render } from 'preact'
import { loadPreferences } from '../../i18n/preferences.ts'
import { App } from './app.tsx'
import { t } from './text.ts'

await loadPreferences()
effect(() => {
  document.title = t('panel.title')
})
const root = document.getElementById('app')
if (root) render(<App />, root)
