import type { z } from 'zod'
import { Refusal } from './problem.ts'

/** Parses what came from outside. @throws Refusal `invalid_request` naming each field and the reason. */
export function parseOr<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues
    .slice(0, 20)
    .map((issue) => ({ field: issue.path.join('.') || '(body)', reason: issue.message }))
  const first = errors[0]
  throw new Refusal(
    'invalid_request',
    `${first?.field ?? 'The body'}: ${first?.reason ?? 'does not fit'}.`,
    errors,
  )
}

/** Reads a JSON body. @throws Refusal `malformed_body` */
export async function jsonBody(request: { text(): Promise<string> }): Promise<unknown> {
  return parseJson(await request.text())
}

/** @throws Refusal `malformed_body` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('malformed_body', 'The body must be one JSON value. Nothing was changed.')
  }
}
