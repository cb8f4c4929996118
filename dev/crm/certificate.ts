import { createSign, generateKeyPairSync } from 'node:crypto'

/**
 * A self-signed certificate for one host, made at run time: Node can sign but has no certificate maker, and the
 * demo must not need the openssl command. X.509 v3 (RFC 5280), ECDSA P-256 with SHA-256, valid for 30 days.
 * Good for a browser that was told to ignore certificate errors, and for nothing else.
 */
export function selfSigned(host: string, now: Date): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signedWith = sequence(oid(ECDSA_WITH_SHA256))
  const name = sequence(set(sequence(oid(COMMON_NAME), node(UTF8, Buffer.from(host)))))
  const ends = new Date(now.getTime() + 30 * 86_400_000)
  const certificate = sequence(
    node(VERSION, integer(2)),
    integer(1),
    signedWith,
    name,
    sequence(time(now), time(ends)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    node(EXTENSIONS, sequence(alternativeName(host))),
  )
  const signature = createSign('SHA256').update(certificate).sign(privateKey)
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(sequence(certificate, signedWith, node(BIT_STRING, Buffer.from([0]), signature))),
  }
}

// ASN.1 tags (X.690) and the object identifiers used, in their encoded form.
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const OID = 0x06
const UTF8 = 0x0c
const UTC_TIME = 0x17
const SEQUENCE = 0x30
const SET = 0x31
const VERSION = 0xa0
const EXTENSIONS = 0xa3
const DNS_NAME = 0x82
const ECDSA_WITH_SHA256 = '2a8648ce3d040302'
const COMMON_NAME = '550403'
const SUBJECT_ALT_NAME = '551d11'

function node(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const length = Buffer.from([body.length >> 8, body.length & 0xff])
  const digits = body.length > 0xff ? length : length.subarray(1)
  return Buffer.concat([Buffer.from([tag, 0x80 + digits.length]), digits, body])
}

const sequence = (...parts: Buffer[]): Buffer => node(SEQUENCE, ...parts)
const set = (...parts: Buffer[]): Buffer => node(SET, ...parts)
const integer = (value: number): Buffer => node(INTEGER, Buffer.from([value]))
const oid = (hex: string): Buffer => node(OID, Buffer.from(hex, 'hex'))

function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return node(UTC_TIME, Buffer.from(digits.slice(2)))
}

function alternativeName(host: string): Buffer {
  const names = sequence(node(DNS_NAME, Buffer.from(host)))
  return sequence(oid(SUBJECT_ALT_NAME), node(OCTET_STRING, names))
}

function pem(der: Buffer): string {
  const lines = (der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}
