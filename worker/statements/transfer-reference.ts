import { sha256 } from '../hex.ts'

const CLIENT_CHARACTERS = 8

/**
 * What a bank transfer for a client's month names: a creditor reference after ISO 11649 (`RF`, two check digits by MOD
 * 97-10, at most 21 characters), so that a mistyped one does not pass at the bank. It is made of the month and of the
 * client, hence the same each time, and one for each client and month.
 * @param key YYYY-MM
 */
export async function transferReference(agencyId: string, clientId: string, key: string): Promise<string> {
  const digest = await sha256(JSON.stringify([agencyId, clientId]))
  // Five bytes fit into eight characters of base 36.
  const number = digest.subarray(0, 5).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const body = key.replace('-', '') + number.toString(36).toUpperCase().padStart(CLIENT_CHARACTERS, '0')
  return `RF${String(98n - remainder(`${body}RF00`)).padStart(2, '0')}${body}`
}

/** Letters count as 10 to 35 (ISO 7064, MOD 97-10). */
const remainder = (text: string): bigint =>
  BigInt(Array.from(text, (character) => Number.parseInt(character, 36)).join('')) % 97n
