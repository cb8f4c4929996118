import { effect } from '@preact/signals'
import { render } from 'preact'
import { language, loadPreferences } from '../../i18n/preferences.ts'
import { App } from './app.tsx'
import { keepInputs, keptInputs, takeAsked } from './kept.ts'
import { firstInputs } from './margin/inputs.ts'
import { servicesAt } from './margin/services.ts'
import { createMarginStore } from './margin/store.ts'
import { speak, t } from './text.ts'

const services = servicesAt(Date.now(), __SHIPPED_SERVICES__)
const [stored, asked] = await Promise.all([
  keptInputs(),
  takeAsked(),
  loadPreferences().then(() => speak(language.value)),
])
effect(() => void speak(language.value))
const usual = services.find(({ id }) => id === 'email.outbound')
if (!usual) throw new Error('the catalogue has no cost for e-mail')

const store = createMarginStore(stored ?? firstInputs(usual), services)
if (asked) {
  store.edit(asked.field, asked.text)
  store.commit(asked.field)
}
effect(() => {
  document.title = t('app.name')
  keepInputs(store.inputs.value)
})

const root = document.getElementById('app')
if (root) render(<App store={store} services={services} />, root)
