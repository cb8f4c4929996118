/** The walls between rooms (docs/architecture.md): who may import what. Paths begin at the project's root. */
export interface Wall {
  readonly room: RegExp
  /** What a file of the room must not import: files of ours, or packages. */
  readonly mustNotImport: RegExp
  readonly why: string
}

export const WALLS: readonly Wall[] = [
  {
    room: /^shared\//,
    mustNotImport: /^(worker|extension|dev|test)\//,
    why: 'shared is pure and knows nobody',
  },
  {
    room: /^shared\//,
    mustNotImport: /^(node:|@libsql|drizzle-orm|hono|stripe|wxt|preact)/,
    why: 'shared has no I/O and no platform',
  },
  {
    room: /^shared\/(money|margin|fees)\//,
    mustNotImport: /^(decimal\.js|zod|temporal-polyfill)/,
    why: 'this runs in the page: bigint only',
  },
  {
    room: /^(worker|extension)\//,
    mustNotImport: /^(dev|test)\//,
    why: 'stand-ins and tests are no part of the product',
  },
  { room: /^worker\//, mustNotImport: /^extension\//, why: 'the worker does not know the extension' },
  {
    room: /^extension\//,
    mustNotImport: /^worker\//,
    why: 'the extension knows the contract, not the worker',
  },
  {
    room: /^extension\//,
    mustNotImport: /^(zod|stripe|@libsql|drizzle-orm|hono|node:)/,
    why: 'what runs in the page stays small',
  },
  {
    room: /^worker\/sources\//,
    mustNotImport: /^worker\/(ledger|pricing|charging|payments|crm|portal|notify|clients|db)\//,
    why: 'a source knows no prices, no ledger, no money',
  },
  {
    room: /^worker\/ledger\//,
    mustNotImport: /^worker\/(http|routes|charging|payments|crm|sources|portal|notify|clients|usage|jobs)\//,
    why: 'the ledger knows no HTTP, no Stripe, no HighLevel',
  },
  { room: /^worker\/ledger\//, mustNotImport: /^(hono|stripe)/, why: 'the ledger knows no HTTP, no Stripe' },
  {
    room: /^worker\/charging\//,
    mustNotImport: /^(stripe$|stripe\/|worker\/payments\/stripe\/)/,
    why: "charging does not know Stripe's own types",
  },
  {
    room: /^worker\/payments\//,
    mustNotImport: /^worker\/(charging|pricing|usage|crm|sources)\/|^shared\/rating\//,
    why: 'payments knows no rating and no charging',
  },
  {
    room: /^worker\/(?!payments\/stripe\/)/,
    mustNotImport: /^stripe(\/|$)/,
    why: "only payments/stripe speaks Stripe's types",
  },
  {
    room: /^worker\/crm\//,
    mustNotImport: /^(stripe|worker\/(payments|charging|ledger)\/)/,
    why: 'the CRM room knows no Stripe',
  },
  {
    room: /^worker\/portal\//,
    mustNotImport: /^shared\/margin\/|^worker\/(crm|sources)\//,
    why: 'a client never sees cost, margin or the platform',
  },
  {
    room: /^worker\/(?!routes\/|http\/|portal\/|app\.ts)/,
    mustNotImport: /^worker\/routes\//,
    why: 'routes are thin adapters: nobody calls them',
  },
  {
    room: /^extension\/(?!crm\/|entrypoints\/)/,
    mustNotImport: /^extension\/crm\/[^/]+\//,
    why: "only crm/ knows a CRM's pages",
  },
  {
    room: /^extension\/(ui|i18n|locales)\//,
    mustNotImport: /^extension\/(features|mount|crm|entrypoints|session)\/|^extension\/rpc\/(?!messages\.ts)/,
    why: 'components know no feature',
  },
]
