/** Why an amount was refused. */
export type MoneyErrorCode =
  | 'not_decimal'
  | 'too_many_decimals'
  | 'out_of_range'
  | 'division_by_zero'
  | 'unknown_currency'
  | 'wrong_currency'
  | 'not_composable'

/** Thrown by everything in `shared/money`, `shared/margin` and `shared/fees`; `code` says why. */
export class MoneyError extends Error {
  readonly code: MoneyErrorCode

  constructor(code: MoneyErrorCode, message: string) {
    super(message)
    this.name = 'MoneyError'
    this.code = code
  }
}
