/** One JSON object a line. Fields are ids, counts, codes and durations: never secrets, message bodies or addresses. */
export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}
export type LogFields = Readonly<Record<string, string | number | boolean | bigint | null | undefined>>

/** A log whose every line carries the request id. `write` is the console unless a test listens. */
export function makeLog(
  base: { requestId: string; now: () => Date },
  write: (line: string) => void = writeToConsole,
): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      const line = { at: base.now().toISOString(), level, event, requestId: base.requestId, ...fields }
      write(
        JSON.stringify(line, (_key, value: unknown) =>
          typeof value === 'bigint' ? value.toString() : value,
        ),
      )
    }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

function writeToConsole(line: string): void {
  // oxlint-disable-next-line no-console -- the console is the log on Workers
  console.log(line)
}

/** The name of an unknown error for a log line: class and, for our own errors, the message; never SQL or its parameters. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
