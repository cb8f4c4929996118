import { type Words, figure as f } from './words.ts'

export const en: Words = {
  several: (count, agency) => `${count} alerts for ${agency}`,
  resolved: 'Resolved',
  more: (count) => `… and ${count} more. See the list of alerts.`,
  footer: (agency) =>
    `Sent to the staff of ${agency} by Rebill Lens. Thresholds and recipients are set under Alerts. Nothing was paused.`,
  allServices: 'all services',
  kinds: {
    lowBalance: {
      title: 'Low balance',
      fired: (x) => `The balance is ${f(x, 'balance')}, below ${f(x, 'threshold')}.`,
      ask: 'Ask the client to top up, or switch on the automatic reload.',
      recovered: 'The balance is above the threshold again.',
    },
    runway: {
      title: 'Balance runs out soon',
      fired: (x) =>
        `At ${f(x, 'burn')} a day, the balance of ${f(x, 'balance')} lasts less than ${f(x, 'days')} days.`,
      ask: 'Ask the client to top up before then.',
      recovered: 'The balance lasts long enough again.',
    },
    depleted: {
      title: 'Out of funds',
      fired: (x) =>
        `The balance is ${f(x, 'balance')}. Usage goes on and is recorded; the agency pays for it until the client does.`,
      ask: 'Top up, or decide whether to pause the client at the platform. We pause nothing by ourselves.',
      recovered: 'There is money in the wallet again.',
    },
    failedReload: {
      title: 'Payment failed',
      fired: () => 'The last charge of the stored payment method failed.',
      ask: 'Look at the reason in the client’s charges, and ask for another card where it will not work again.',
      recovered: 'A payment came through.',
    },
    actionRequired: {
      title: 'Client must confirm a payment',
      fired: () => 'The bank wants the client to confirm the last charge.',
      ask: 'Send the client the portal link; no further charge is tried until then.',
      recovered: 'The payment is no longer waiting for the client.',
    },
    reloadCapped: {
      title: 'Reload stopped by its cap',
      fired: () => 'The cap of the automatic reload keeps the wallet below its threshold.',
      ask: 'Raise the cap, or let the client top up.',
      recovered: 'The reload may run again.',
    },
    dispute: {
      title: 'Payment disputed',
      fired: (x) => `The client’s bank took back ${f(x, 'amount')}.`,
      ask: 'Answer the dispute in your payment account before its deadline.',
      recovered: 'The dispute is decided.',
    },
    spendCap: {
      title: 'Spend cap reached',
      fired: (x) => `The ${f(x, 'level')} cap of ${f(x, 'cap')} on ${f(x, 'service')} is reached this month.`,
      ask: 'Raise the cap, or decide what the client may still use.',
      recovered: 'The cap is no longer reached.',
    },
    stripeStopped: {
      title: 'Charging is stopped',
      fired: (x) =>
        x['cause'] === 'keyRefused'
          ? 'Stripe does not take the agency’s own key any more. No client is charged with it; what is under way waits.'
          : 'The agency’s Stripe account is disconnected. No client is charged there.',
      ask: 'Set a new key or connect the account again. What is due is charged then.',
      recovered: 'Charging goes on.',
    },
    poolLow: {
      title: 'Credits are running low',
      fired: (x) =>
        `The pool “${f(x, 'pool')}” holds ${f(x, 'credits')} credits, below ${f(x, 'remindBelow')}.`,
      ask: 'Buy credits, or let the pool buy them by itself.',
      recovered: 'The pool holds enough credits again.',
    },
    reloadLoses: {
      title: 'Top-ups lose money',
      fired: (x) =>
        `A top-up of ${f(x, 'amount')} spent on ${f(x, 'service')} at ${f(x, 'multiplier')}x leaves ${f(x, 'net')} after the card fee.`,
      ask: 'Raise the multiplier or the reload amount.',
      recovered: 'Top-ups pay for themselves again.',
    },
    unbilledCost: {
      title: 'Nobody pays for a service',
      fired: (x) => `${f(x, 'service')} cost ${f(x, 'cost')} in 30 days and was billed to nobody.`,
      ask: 'Rebill the service, or accept it as your cost.',
      recovered: 'The service is billed, or no longer costs anything.',
    },
    belowFloor: {
      title: 'Margin below your floor',
      fired: (x) =>
        `${f(x, 'service')} brought ${f(x, 'price')} for ${f(x, 'cost')} in 30 days: a margin of ${f(x, 'margin')}, below ${f(x, 'floor')}.`,
      ask: 'Raise the price or the multiplier of the service.',
      recovered: 'The margin is above the floor again.',
    },
    negativeMargin: {
      title: 'Client costs more than it brings',
      fired: (x) =>
        `In 30 days the client brought ${f(x, 'price')} and cost ${f(x, 'cost')}, before card fees.`,
      ask: 'Look at the services that are not rebilled, or are sold too cheaply.',
      recovered: 'The client brings more than it costs again.',
    },
  },
}
