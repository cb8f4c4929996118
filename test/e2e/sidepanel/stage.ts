import { sampleDetail, sampleOverview, sampleServices } from '../../support/browser-samples.ts'

const COUNT = 120
export const SIZE = { width: 420, height: 860 }

/** 120 clients: months from a loss to a good one, and each state a client can be in. */
export function clients() {
  const states = ['ok', 'ok', 'low', 'paymentFailed', 'ok', 'reloading', 'ok', 'actionRequired'] as const
  return Array.from({ length: COUNT }, (_, index) => {
    const cost = 20 + ((index * 53) % 180)
    const price = index % 9 === 3 ? cost * 0.8 : cost * 1.45
    const [fees, profit] = [price * 0.04, price * 0.96 - cost]
    return sampleDetail(
      sampleOverview(index, {
        status: states[index % states.length] ?? 'ok',
        month: {
          cost: cost.toFixed(2),
          price: price.toFixed(2),
          fees: fees.toFixed(2),
          profit: profit.toFixed(2),
          margin: (profit / price).toFixed(4),
          events: 1000,
        },
      }),
      sampleServices(),
    )
  })
}
