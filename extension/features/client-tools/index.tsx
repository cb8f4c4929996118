import { call } from '../../rpc/call.ts'
import { sharedAgency } from '../agency-store.ts'
import { ask } from '../ask.ts'
import { sharedOverviews } from '../client-row/shared.ts'
import type { Feature } from '../feature.ts'
import hintCss from '../hint.css?inline'
import { paint } from '../paint.ts'
import reportCss from '../report.css?inline'
import { openReport } from '../report.tsx'
import { createBulk } from './bulk.ts'
import css from './tools.css?inline'
import { Tools } from './tools.tsx'

/** Above the sub-accounts list: one quiet line; opened, all clients to sort, filter and switch together. */
export const clientTools: Feature = {
  id: 'client-tools',
  slot: 'listTools',
  init: (surroundings) => {
    const { page, newId } = surroundings
    const agency = sharedAgency(page)
    const asking: Parameters<typeof createBulk>[0]['ask'] = (verb, input) => ask(surroundings, verb, input)
    const bulk = createBulk({
      ask: asking,
      newId,
      changed: () => {
        void agency.load(true)
        sharedOverviews(surroundings).refresh()
      },
    })
    void agency.load(false)
    paint(
      surroundings,
      hintCss + reportCss + css,
      <Tools
        agency={agency}
        bulk={bulk}
        clientPath={page.clientPath}
        report={openReport(surroundings)}
        servicesOf={async (id) => {
          const answer = await asking('clients.detail', { id })
          return answer && (answer.ok ? answer.value.value.services : answer.failure)
        }}
        onOptions={() => void call('options.open', {})}
      />,
    )
  },
}
