import type { Session } from '../session/session.ts'
import type { ExtensionConfig } from '../../shared/contract/extension-config.ts'
import type { Handlers, Sender } from './listen.ts'
import type { PreferencesView } from './messages.ts'
import type { Bundle } from './panels.ts'
import type { WorkerApi } from './worker-api.ts'

export interface HandlerContext {
  session: Session
  api: WorkerApi
  preferences(): Promise<PreferencesView>
  openOptions(): Promise<void>
  /** The custom CRM's patterns for a host. */
  patternsOf(host: string): Promise<readonly string[]>
  config(): Promise<ExtensionConfig>
  /** Somebody signed in or out: what is kept and shown outside of pages follows. */
  onSession(): void
  /** Runs a script with panels in the page that asked. */
  injectPanels(target: { tabId: number; frameId: number }, bundle: Bundle): Promise<void>
}

/** One line a verb: what each message does. */
export function createHandlers(context: HandlerContext): Handlers {
  const { session, api } = context
  return {
    'session.status': async () => ({ ok: true, value: await session.view() }),
    'session.pair': async (input) => {
      api.forget()
      const answer = await session.pair(input)
      context.onSession()
      return answer
    },
    'session.signOut': async () => {
      api.forget()
      const answer = await session.signOut()
      context.onSession()
      return answer
    },
    'preferences.get': async () => ({ ok: true, value: await context.preferences() }),
    'options.open': async () => {
      await context.openOptions()
      return { ok: true, value: null }
    },
    'panels.inject': async ({ bundle }, sender) => {
      const target = targetOf(sender)
      if (!target) return { ok: false, failure: { kind: 'forbidden' } }
      await context.injectPanels(target, bundle)
      return { ok: true, value: null }
    },
    'sites.patterns': async (_input, { url = '' }) => ({
      ok: true,
      value: URL.canParse(url) ? await context.patternsOf(new URL(url).hostname) : [],
    }),
    'config.get': async () => ({ ok: true, value: await context.config() }),
    'clients.list': ({ ids, fresh }) => api.list(ids, fresh === true),
    'clients.page': ({ cursor }) => api.page(cursor),
    'clients.detail': ({ id }) => api.detail(id),
    'clients.audit': ({ id, cursor }) => api.audit(id, cursor),
    'clients.all': ({ fresh }) => api.agency.all(fresh === true),
    'agency.status': () => api.agency.status(),
    'agency.reconciliation': () => api.agency.reconciliation(),
    'agency.payments': () => api.payments.read(),
    'days.agency': () => api.days.agency(),
    'days.client': ({ id }) => api.days.client(id),
    'days.clients': ({ ids }) => api.days.clients(ids),
    'days.services': () => api.days.services(),
    'days.clientServices': ({ id }) => api.days.clientServices(id),
    'alerts.list': ({ open, cursor }) => api.alerts.list(open, cursor),
    'alerts.settings': () => api.alertSettings.read(),
    'alerts.set': (wish) => api.alertSettings.set(wish),
    'clients.setAlerts': (wish) => api.alertSettings.setClient(wish),
    'charges.list': ({ id, cursor }) => api.money.charges(id, cursor),
    'charges.authenticate': ({ id, charge }) => api.money.authenticate(id, charge),
    'charges.topUp': ({ client, amount, key }) => api.money.topUp({ client, amount, key }),
    'reload.set': ({ client, enabled, threshold, amount, key }) =>
      api.money.setReload({ client, enabled, threshold, amount, key }),
    'method.request': ({ id }) => api.money.requestMethod(id),
    'services.set': (intent) => api.prices.set(intent),
    'services.undo': (intent) => api.prices.undo(intent),
    'bulk.preview': (wish) => api.prices.preview(wish),
    'bulk.apply': (intent) => api.prices.apply(intent),
    'bulk.undo': ({ id }) => api.prices.undoBulk({ id }),
    'clients.find': ({ system, account }) => api.overlay.find(system, account),
    'clients.connect': (wish) => api.overlay.connect(wish),
    'clients.disconnect': (wish) => api.overlay.disconnect(wish),
    'agency.wallets': () => api.overlay.wallets(),
    'services.totals': () => api.overlay.totals(),
  }
}

function targetOf(sender: Sender): { tabId: number; frameId: number } | null {
  const tabId = sender.tab?.id
  return tabId === undefined ? null : { tabId, frameId: sender.frameId ?? 0 }
}
