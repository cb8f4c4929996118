/** Why something could not be rated or a rule was refused. */
export type RatingErrorCode =
  | 'invalid_rule'
  | 'invalid_decimal'
  | 'missing_fx'
  | 'missing_period_hours'
  | 'unknown_class'
  | 'out_of_range'

/** Thrown by `shared/rating`; `field` names the value at fault (`tiers.1.upTo`, `quantity`). */
export class RatingError extends Error {
  readonly code: RatingErrorCode
  readonly field: string

  constructor(code: RatingErrorCode, field: string, message: string) {
    super(`${field}: ${message}`)
    this.name = 'RatingError'
    this.code = code
    this.field = field
  }
}
