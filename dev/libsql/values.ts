/** SQLite values ↔ Hrana JSON: integers as decimal strings, blobs as base64. */
import { HranaError } from './protocol.ts'
import type { HranaValue } from './protocol.ts'

export type NativeValue = null | bigint | number | string | Buffer

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

export function decodeValue(value: HranaValue): NativeValue {
  switch (value.type) {
    case 'null':
      return null
    case 'integer': {
      const integer = BigInt(value.value)
      if (integer < INT64_MIN || integer > INT64_MAX)
        throw new HranaError(`Integer ${value.value} does not fit into 64 bits`, 'ARGS_INVALID')
      return integer
    }
    case 'float':
    case 'text':
      return value.value
    case 'blob':
      return Buffer.from(value.base64, 'base64')
    default:
      throw new HranaError('A value has no known type', 'ARGS_INVALID')
  }
}

/** JSON text is joined by hand: a row costs no object. */
function encodeValue(value: NativeValue): string {
  if (value === null) return '{"type":"null"}'
  switch (typeof value) {
    case 'bigint':
      return `{"type":"integer","value":"${value}"}`
    case 'string':
      return `{"type":"text","value":${JSON.stringify(value)}}`
    case 'number':
      return `{"type":"float","value":${JSON.stringify(value)}}`
    default:
      return `{"type":"blob","base64":"${value.toString('base64')}"}`
  }
}

export function encodeRows(rows: NativeValue[][]): string {
  let json = '['
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r] ?? []
    json += r === 0 ? '[' : ',['
    for (let c = 0; c < row.length; c++) json += (c === 0 ? '' : ',') + encodeValue(row[c] ?? null)
    json += ']'
  }
  return json + ']'
}
