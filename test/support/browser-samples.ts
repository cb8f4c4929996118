import type { AlertThresholds } from '../../shared/contract/alerts.ts'
import type { ClientDetail, ClientOverview, ServiceTerms, Totals } from '../../shared/contract/clients.ts'

const NO_THRESHOLDS: AlertThresholds = {
  lowBalance: null,
  runwayDays: null,
  marginFloor: null,
  lossFloor: null,
}
const NO_TOTALS: Totals = { cost: '0', price: '0', fees: '0', profit: '0', margin: null, events: 0 }
const NAMES = ['Alpenblick Dental', 'Brückner & Söhne Immobilien', 'Coastal Fitness', 'Dr. Ames Chiropractic']

/** The nth sub-account: a made-up id in the shape of HighLevel's, and a name. */
export function sampleLocation(index: number): { id: string; name: string; city: string } {
  const id = `demoLocation${String(index).padStart(8, '0')}`
  return {
    id,
    name: NAMES[index] ?? `Client ${index + 1}`,
    city: ['Graz', 'Kiel', 'Tampa', 'Boise'][index % 4] ?? '',
  }
}

export function sampleOverview(index: number, change: Partial<ClientOverview> = {}): ClientOverview {
  const { id, name } = sampleLocation(index)
  return {
    id,
    name,
    billingMode: 'prepaid',
    currency: 'USD',
    balance: `${(index * 37 + 12) % 240}.4${index % 10}`,
    runwayDays: index % 5 === 4 ? null : `${(index * 3 + 2) % 40}.5`,
    status: 'ok',
    rebilling: { state: 'enabled', reason: null, fix: null },
    month: { cost: '20.10', price: '31.25', fees: '1.21', profit: '9.94', margin: '0.318', events: 4120 },
    ...change,
  }
}

export function sampleTerms(change: Partial<ServiceTerms> = {}): ServiceTerms {
  return {
    service: 'sms.outbound',
    label: 'SMS, sent',
    unit: 'segment',
    billedBy: 'agency',
    multiplier: null,
    multiplierCap: null,
    unitCost: '0.00747',
    unitPrice: null,
    costSource: 'catalogue 2026-08-02',
    costCurrency: 'USD',
    monthQuantity: '1843',
    month: { cost: '13.76721', price: '0', fees: '0', profit: '-13.76721', margin: null, events: 1702 },
    estimated: true,
    version: 3,
    ...change,
  }
}

export function sampleDetail(overview: ClientOverview, services: readonly ServiceTerms[]): ClientDetail {
  return {
    overview,
    services: [...services],
    reload: { enabled: true, threshold: '10.00', amount: '25.00' },
    fee: { id: 'stripe.us.card', label: '2.9 % + $0.30', percent: '2.9', fixed: '0.30', currency: 'USD' },
    paymentMethod: { kind: 'card', label: 'Visa ···· 4242' },
    alerts: {
      own: NO_THRESHOLDS,
      agency: { ...NO_THRESHOLDS, lowBalance: '12.5', marginFloor: '0.125' },
      version: 0,
    },
  }
}

/** A line of each kind: absorbed, ours, the CRM's, and one not used yet. */
export function sampleServices(): ServiceTerms[] {
  return [
    sampleTerms(),
    sampleTerms({
      service: 'call.outbound',
      label: 'Calls, made',
      unit: 'minute',
      billedBy: 'ledger',
      multiplier: '1.5',
      unitCost: '0.0166',
      unitPrice: '0.0249',
      monthQuantity: '412',
      month: {
        cost: '6.8392',
        price: '10.2588',
        fees: '0.42',
        profit: '2.9996',
        margin: '0.2924',
        events: 96,
      },
      version: 7,
    }),
    sampleTerms({
      service: 'email.outbound',
      label: 'E-mail',
      unit: 'email',
      billedBy: 'crm',
      multiplier: '1.05',
      multiplierCap: '1.05',
      unitCost: '0.000675',
      unitPrice: '0.00070875',
      monthQuantity: '12400',
      month: { cost: '8.37', price: '8.7885', fees: '0', profit: '0.4185', margin: '0.0476', events: 12_400 },
      estimated: false,
      version: 1,
    }),
    sampleTerms({
      service: 'workflow.premium',
      label: 'Premium workflow actions',
      unit: 'execution',
      unitCost: '0.01',
      monthQuantity: '0',
      month: NO_TOTALS,
      estimated: false,
      version: 0,
    }),
  ]
}
