import type { AlertView } from '../../extension/rpc/alerts-api.ts'

const client = { id: 'demoLocation00000000', name: 'Alpenblick Dental' }

/** Newest first: two that hold, one of a kind that only a newer worker knows, and one that is over. */
export const SAMPLE_ALERTS: readonly AlertView[] = [
  {
    id: 'alert-4',
    client,
    kind: 'runway',
    change: 'fired',
    at: '2026-11-21T11:00:00Z',
    detail: { balance: '6.12', burn: '4.1', days: '3', currency: 'USD' },
    open: true,
  },
  {
    id: 'alert-3',
    client: { id: 'gone', name: 'Client that left' },
    kind: 'belowFloor',
    change: 'fired',
    at: '2026-11-20T09:30:00Z',
    detail: {
      service: 'sms.outbound',
      price: '105',
      cost: '100',
      margin: '0.045',
      floor: '0.1',
      currency: 'USD',
    },
    open: true,
  },
  {
    id: 'alert-2',
    client,
    kind: 'newKind',
    change: 'fired',
    at: '2026-11-19T09:30:00Z',
    detail: {},
    open: true,
  },
  {
    id: 'alert-1',
    client,
    kind: 'failedReload',
    change: 'recovered',
    at: '2026-11-18T09:30:00Z',
    detail: { currency: 'USD' },
    open: false,
  },
]
