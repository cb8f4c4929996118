/**
 * Every answer of our API against /openapi.json: its status is one the operation names, its body has what is described
 * and nothing else, a refusal is a problem whose code the operation names. The helpers that ask the API call it, so
 * whatever a test asks is checked.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { openApiDocument } from '../../worker/openapi/document.ts'
import { close, type Json, type JsonObject } from '../conformance/openapi.ts'

interface Described {
  readonly operationId: string
  readonly responses: Record<
    string,
    { description: string; content?: Record<string, { schema: unknown }> } | undefined
  >
}

const ADDRESS = 'https://api.invalid/openapi.json'
const document = close(JSON.parse(JSON.stringify(openApiDocument())) as JsonObject) as JsonObject
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false })
ajv.addSchema({ $id: ADDRESS, ...document })

const PATHS = Object.entries(document['paths'] as Record<string, Record<string, unknown>>).map(
  ([path, methods]) => ({
    path,
    methods: methods as Record<string, Described | undefined>,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    parameters: path.split('{').length,
  }),
)
const pointerPart = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
const compiled = new Map<string, ValidateFunction>()

/**
 * Holds an answer of /v1 to its description; other addresses have none. The answer is read from a copy.
 * @throws naming what the description does not say
 */
export async function expectDescribed(method: string, url: string, answer: Response): Promise<void> {
  const path = url.split('?', 1)[0] ?? ''
  if (!path.startsWith('/v1/') || method === 'OPTIONS') return
  const complaint = complaintAbout(method, path, answer, await answer.clone().text())
  if (complaint !== null) {
    throw new Error(`/openapi.json does not say this of ${method} ${path}, ${answer.status}: ${complaint}`)
  }
}

function complaintAbout(method: string, path: string, answer: Response, text: string): string | null {
  const known = PATHS.filter(({ pattern }) => pattern.test(path)).sort((a, b) => a.parameters - b.parameters)
  const found = known.find(({ methods }) => methods[method.toLowerCase()] !== undefined)
  const operation = found?.methods[method.toLowerCase()]
  if (found === undefined || operation === undefined) {
    return answer.status >= 400 ? bodyComplaint('/components/schemas/Problem', text) : 'no such operation'
  }
  const response = operation.responses[String(answer.status)]
  if (response === undefined)
    return `a status that ${operation.operationId} does not have: ${text.slice(0, 300)}`
  const type = (answer.headers.get('content-type') ?? '').split(';', 1)[0] ?? ''
  if (response.content === undefined) return text === '' ? null : 'a body where none is described'
  if (response.content[type] === undefined) return `a body of type ${type}`
  if (!type.endsWith('json')) return null
  const complaint = bodyComplaint(
    [
      '/paths',
      found.path,
      method.toLowerCase(),
      'responses',
      String(answer.status),
      'content',
      type,
      'schema',
    ]
      .map((part, i) => (i === 0 ? part : pointerPart(part)))
      .join('/'),
    text,
  )
  if (complaint !== null || answer.ok) return complaint
  const { code } = JSON.parse(text) as { code: string }
  return response.description.includes(`\`${code}\``) ? null : `the refusal ${code}`
}

function bodyComplaint(pointer: string, text: string): string | null {
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `${ADDRESS}#${pointer}` })
  compiled.set(pointer, validate)
  let body: Json
  try {
    body = JSON.parse(text) as Json
  } catch {
    return 'a body that is no JSON'
  }
  if (validate(body) === true) return null
  return (validate.errors ?? [])
    .slice(0, 5)
    .map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    )
    .join('; ')
}
