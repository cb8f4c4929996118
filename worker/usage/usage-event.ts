/** One piece of usage in our words (design §2), before it is known whose it is. Travels through the queue as JSON. */
export interface ReportedUsage {
  /** Which stream of ids this is: `highlevel`, or a source key's own name. */
  readonly source: string
  /** The platform whose ids `account` speaks; with it the directory finds agency and client. */
  readonly system: string
  readonly account: string
  readonly id: string
  readonly service: string
  /** Decimal text. */
  readonly quantity: string
  /** RFC 3339, UTC. */
  readonly occurredAt: string
  readonly receivedAt: string
  /** False: `occurredAt` is only when we got it, so it says nothing about the usage's identity. */
  readonly ownTime: boolean
  /** Days back in which the same id is looked for; 0 only where the message carries its own stable time. */
  readonly repeatWindowDays: number
  /** Exact cost per unit, where the source knows it. */
  readonly unitCost: string | null
  readonly estimated: boolean
  /** Labels for reports; never message text, names or numbers of people. */
  readonly attributes: Readonly<Record<string, string>>
}

/** The same, when the directory has said whose it is. */
export interface UsageEvent extends ReportedUsage {
  readonly agencyId: string
  readonly clientId: string
}
