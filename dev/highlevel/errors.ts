/** HighLevel's error body: `{statusCode, message, error?}`. */
export class HlFailure extends Error {
  readonly status: number
  readonly error: string | undefined
  constructor(status: number, message: string, error?: string) {
    super(message)
    this.status = status
    this.error = error
  }
}
