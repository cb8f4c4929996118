import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Problem } from '../../shared/contract/problem.ts'

/** Null where whoever asked has gone, as a browser that is closed does: an error nobody waits for would fail the run. */
export async function textOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    return null
  }
  return Buffer.concat(chunks).toString()
}

export function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export function problem(
  response: ServerResponse,
  status: number,
  code: string,
  detail = `Refused: ${code}.`,
  headers: Record<string, string> = {},
): void {
  const body: Problem = {
    type: `about:blank#${code}`,
    title: code,
    status,
    code,
    detail,
    requestId: 'req-test',
  }
  response
    .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    .end(JSON.stringify(body))
}
