import { expect, test } from 'vitest'
import type { AuditEntry } from '../../../shared/contract/clients.ts'
import { undoOf } from '../../../extension/features/client-panel/money/undo.ts'
import { sampleTerms } from '../../support/browser-samples.ts'

const services = [sampleTerms(), sampleTerms({ service: 'call.outbound' })]
const entry = (id: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: '2026-11-21T12:00:00Z',
  actor: 'staff',
  action: 'service.switched',
  subject: 'sms.outbound',
  before: { billedBy: 'ledger', multiplier: '1.5' },
  after: { billedBy: 'agency' },
  ...change,
})

test('only the last change of a service is taken back, an undo among them', () => {
  const entries = [
    entry('c', { subject: 'call.outbound' }),
    entry('b', { action: 'service.undone' }),
    entry('a'),
  ]
  expect(undoOf(entries, 0, services)?.change.undoes).toBe('c')
  expect(undoOf(entries, 1, services)?.change).toEqual({ billedBy: 'ledger', multiplier: '1.5', undoes: 'b' })
  expect(undoOf(entries, 2, services)).toBeNull()
})

test('a service that moved along is taken back with the one it moved with', () => {
  expect(undoOf([entry('a', { after: { billedBy: 'crm', with: 'call.outbound' } })], 0, services)).toBeNull()
})

test('a rule of its own comes back by the worker, though no multiplier says it', () => {
  const before = { billedBy: 'ledger', rule: { kind: 'tiered' } }
  expect(undoOf([entry('a', { before })], 0, services)?.change).toEqual({
    billedBy: 'ledger',
    multiplier: null,
    undoes: 'a',
  })
})

test('what is no switch, or of a service that is not there, has nothing to take back', () => {
  expect(undoOf([entry('a', { action: 'reload.set' })], 0, services)).toBeNull()
  expect(undoOf([entry('a', { subject: 'own.thing' })], 0, services)).toBeNull()
  expect(undoOf([], 0, services)).toBeNull()
})
