import { readdir } from 'node:fs/promises'
import { assert, bigInt, property } from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { FEE_RULES } from '../../../shared/fees/table.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { AGENCY_FEATURES } from '../../../extension/features/agency.ts'
import { CLIENT_FEATURES } from '../../../extension/features/client.ts'
import { FEATURES } from '../../../extension/features/index.ts'
import { bundleOf, featureOf } from '../../../extension/rpc/panels.ts'
import {
  feeShareOf,
  marginAfterFee,
  markupOf,
  readDraft,
} from '../../../extension/features/client-panel/draft.ts'
import { createPanelStore, type Ask } from '../../../extension/features/client-panel/store.ts'
import { chargingOf, startOf, unitCostOf, warningOf } from '../../../extension/features/client-panel/terms.ts'
import { createOverviews } from '../../../extension/features/client-row/overviews.ts'
import type { Answer, Failure } from '../../../extension/rpc/messages.ts'
import { sampleDetail, sampleOverview, sampleServices, sampleTerms } from '../../support/browser-samples.ts'

const detail = sampleDetail(sampleOverview(0), sampleServices())
const percentText = (ppm: bigint): string =>
  `${ppm < 0n ? '-' : ''}${abs(ppm) / 10_000n}.${String(abs(ppm) % 10_000n).padStart(4, '0')}`
const abs = (value: bigint): bigint => (value < 0n ? -value : value)

describe('a price typed in one of three ways', () => {
  test.each([
    [{ field: 'multiplier', text: '1,5' }, 1_500_000n],
    [{ field: 'multiplier', text: '+5 %' }, 1_050_000n],
    [{ field: 'markup', text: '5' }, 1_050_000n],
    [{ field: 'markup', text: '-10,5 %' }, 895_000n],
    [{ field: 'margin', text: '50' }, 2_000_000n],
  ] as const)('%j', (draft, multiplierPpm) => {
    expect(readDraft(draft, 0n, null)).toEqual({ ok: true, multiplierPpm })
  })

  test.each([
    [{ field: 'multiplier', text: '' }, 'notNumber'],
    [{ field: 'markup', text: '1e3' }, 'notNumber'],
    [{ field: 'markup', text: '-100.0001' }, 'negative'],
    [{ field: 'multiplier', text: '1000.1' }, 'tooLarge'],
    [{ field: 'margin', text: '100' }, 'marginTooHigh'],
    [{ field: 'multiplier', text: '1.051' }, 'capped'],
  ] as const)('%j is refused: %s', (draft, error) => {
    expect(readDraft(draft, 0n, 1_050_000n)).toEqual({ ok: false, error })
  })

  test('what is derived leads back to the same multiplier', () => {
    const share = feeShareOf(parseNano('25'), FEE_RULES.usCard)
    expect(share).toBe(41_200n)
    assert(
      property(bigInt({ min: 500_000n, max: 1_000_000n }), (multiplierPpm) => {
        const markup = readDraft({ field: 'markup', text: percentText(markupOf(multiplierPpm)) }, share, null)
        expect(markup).toEqual({ ok: true, multiplierPpm })
        const margin = marginAfterFee(multiplierPpm, share) ?? 0n
        expect(readDraft({ field: 'margin', text: percentText(margin) }, share, null)).toEqual({
          ok: true,
          multiplierPpm,
        })
      }),
    )
  })
})

describe('what staff must know', () => {
  const charging = chargingOf({ ...detail, reload: { enabled: true, threshold: '5', amount: '10' } })

  test('W2: 1.05 at a US reload of 10 loses 0.1138; 1.0627 is where it turns', () => {
    const warning = warningOf(sampleTerms(), 1_050_000n, charging)
    expect(warning).toMatchObject({ kind: 'loses', loss: 113_809_524n })
    expect(warningOf(sampleTerms(), 1_062_700n, charging)).toBeNull()
  })

  test('below cost, and another currency, each in its own words', () => {
    expect(warningOf(sampleTerms({ unitCost: '0.01' }), 500_000n, charging)).toEqual({
      kind: 'belowCost',
      loss: 5_000_000n,
    })
    const euros = sampleTerms({ costCurrency: 'EUR' })
    expect(warningOf(euros, 2_000_000n, charging)).toEqual({ kind: 'otherCurrency', currency: 'EUR' })
  })

  test('a price that is no multiplier is shown as what it comes to, and said to be another rule', () => {
    const fixed = sampleTerms({ billedBy: 'ledger', unitCost: '0.006', unitPrice: '0.02' })
    expect(startOf(fixed)).toBe(3_333_333n)
    expect(warningOf(fixed, 3_333_333n, charging)).toEqual({ kind: 'ownRule' })
  })

  test('without a reload the CRM’s default of 10 is assumed, and marked so', () => {
    const none = chargingOf({ ...detail, reload: { enabled: false, threshold: '0', amount: '0' } })
    expect(none).toMatchObject({ isAssumed: true, reload: 10_000_000_000n, feeShare: 59_000n })
  })

  test('a line without a multiplier starts at 1.05, or at its cap', () => {
    expect(startOf(sampleTerms())).toBe(1_050_000n)
    expect(startOf(sampleTerms({ multiplierCap: '1.02' }))).toBe(1_020_000n)
    expect(unitCostOf(sampleTerms({ unitCost: '0.0000000001234' }))).toBe(0n)
  })
})

describe('a switch', () => {
  const service = sampleTerms()
  function store(...answers: (Answer<'services.set'> | 'hold')[]) {
    const sent: unknown[] = []
    const theirs = structuredClone(detail)
    let ids = 0
    const held = Promise.withResolvers<Answer<'services.set'>>()
    const ask = vi.fn(async (verb: string, input: unknown) => {
      if (verb === 'clients.detail') return { ok: true, value: { at: 1, value: structuredClone(theirs) } }
      sent.push(input)
      const answer = answers.shift()
      return answer === 'hold' ? held.promise : (answer ?? null)
    }) as unknown as Ask
    return { sent, held, theirs, panel: createPanelStore({ client: 'c', ask, newId: () => `id-${++ids}` }) }
  }
  const refused = (code: string): { ok: false; failure: Failure } => ({
    ok: false,
    failure: { kind: 'refused', status: 409, code, detail: '', requestId: 'r' },
  })
  const known = (panel: ReturnType<typeof store>['panel']) => {
    if (panel.state.value.kind !== 'known') throw new Error('not loaded')
    return panel.state.value.client.value.services[0]
  }

  test('sends nothing before the yes, and changes nothing before the answer', async () => {
    const { panel, sent, held, theirs } = store('hold')
    await panel.load()
    const line = panel.line(service)
    line.ask({ billedBy: 'ledger', multiplier: '1.5' })
    expect(sent).toEqual([])
    const done = line.confirm()
    expect(line.phase.value.kind).toBe('pending')
    expect(known(panel)?.billedBy).toBe('agency')
    const changed = { ...service, billedBy: 'ledger' as const, multiplier: '1.4', version: 4 }
    theirs.services[0] = changed
    held.resolve({ ok: true, value: { service: changed, auditId: 'x' } })
    await done
    expect(known(panel)).toMatchObject({ billedBy: 'ledger', multiplier: '1.4' })
    expect(sent).toEqual([
      {
        client: 'c',
        service: 'sms.outbound',
        billedBy: 'ledger',
        multiplier: '1.5',
        version: 3,
        key: 'id-1',
      },
    ])
  })

  test('B-15 asks once more, and says so to the worker under a new key', async () => {
    const { panel, sent } = store(refused('crm_rebilling_unknown'), refused('role_forbids'))
    await panel.load()
    const line = panel.line(service)
    line.ask({ billedBy: 'ledger', multiplier: '1.5' })
    await line.confirm()
    expect(line.phase.value.kind).toBe('askingCrmOff')
    await line.confirmCrmOff()
    expect(sent[1]).toMatchObject({ crmRebillingConfirmedOff: true, key: 'id-2' })
    expect(line.phase.value.kind).toBe('failed')
  })

  test('what was saved is taken back by its audit id, in the version that stands then', async () => {
    const changed = { ...service, billedBy: 'ledger' as const, multiplier: '1.5', version: 4 }
    const { panel, sent, theirs } = store(
      { ok: true, value: { service: changed, auditId: 'audit-1' } },
      { ok: true, value: { service: { ...service, version: 5 }, auditId: 'audit-2' } },
    )
    await panel.load()
    const line = panel.line(service)
    theirs.services[0] = changed
    line.ask({ billedBy: 'ledger', multiplier: '1.5' })
    await line.confirm()
    const { phase } = line
    if (phase.value.kind !== 'saved') throw new Error('not saved')
    expect(phase.value.undo).toEqual({ billedBy: 'agency', multiplier: null, undoes: 'audit-1' })
    line.ask(phase.value.undo)
    await line.confirm()
    expect(sent[1]).toEqual({
      client: 'c',
      service: 'sms.outbound',
      auditId: 'audit-1',
      version: 4,
      key: 'id-2',
    })
  })

  test('trying again is the same intent under the same key', async () => {
    const lost: Answer<'services.set'> = { ok: false, failure: { kind: 'timeout' } }
    const { panel, sent } = store(lost, lost)
    await panel.load()
    const line = panel.line(service)
    line.ask({ billedBy: 'ledger', multiplier: '1.5' })
    await line.confirm()
    await line.retry()
    expect(sent[1]).toEqual(sent[0])
  })
})

test('rows that appear together are asked for together; an answer for a page left behind is dropped', async () => {
  const asked: (readonly string[])[] = []
  let answer: Answer<'clients.list'> | null = {
    ok: true,
    value: { at: 5, value: [sampleOverview(0, { id: 'a' })] },
  }
  const overviews = createOverviews({
    ask: async (ids) => {
      asked.push(ids)
      return answer
    },
    soon: (run) => queueMicrotask(run),
  })
  const { signal } = new AbortController()
  const [a, b] = [overviews.follow('a', signal), overviews.follow('b', signal)]
  await vi.waitFor(() => expect(a.value.kind).toBe('known'))
  expect(asked).toEqual([['a', 'b']])
  expect(b.value.kind).toBe('unknown')
  answer = null
  overviews.refresh()
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  expect(a.value.kind).toBe('known')
})

test('every feature is named after its folder and has one place', async () => {
  const entries = await readdir(new URL('../../../extension/features', import.meta.url), {
    withFileTypes: true,
  })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  expect(FEATURES.map(({ id }) => id).sort()).toEqual(folders.sort())
  expect(new Set(FEATURES.map(({ slot }) => slot)).size).toBe(FEATURES.length)
  for (const { id, slot } of FEATURES) expect(featureOf(slot)).toBe(id)
  for (const { slot } of CLIENT_FEATURES) expect(bundleOf(slot)).toBe('panels')
  for (const { slot } of AGENCY_FEATURES) expect(bundleOf(slot)).toBe('agency')
})
