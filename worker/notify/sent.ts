/** What became of one try. `blocked`: the target is not allowed. `status`: of HTTP, where there was an answer. */
export interface Sent {
  readonly outcome: 'sent' | 'refused' | 'unreachable' | 'blocked' | 'notConfigured'
  readonly status: number | null
}
