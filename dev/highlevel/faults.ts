/** What can be told to go wrong; the counters count down with each request that they hit. */
export interface HlFaults {
  /** 429 with the rate-limit headers at zero. */
  status429: number
  status500: number
  /** 401 as if the token had been revoked. */
  status401: number
  /** The request is done and the answer never comes: the connection stays open until the client gives up. */
  timeoutAfterWork: number
  /** `update-rebilling` refuses Phone and Email under v2 as well. */
  refusesPhoneAndEmail: boolean
}

export const noFaults = (): HlFaults => ({
  status429: 0,
  status500: 0,
  status401: 0,
  timeoutAfterWork: 0,
  refusesPhoneAndEmail: false,
})

/** True, and one less, when the counter is above zero. */
export function useUp(faults: HlFaults, name: Exclude<keyof HlFaults, 'refusesPhoneAndEmail'>): boolean {
  if (faults[name] <= 0) return false
  faults[name] -= 1
  return true
}
