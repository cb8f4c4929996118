import { customType } from 'drizzle-orm/sqlite-core'

/**
 * The four column types of the ledger. The client runs with `intMode: 'bigint'`, so every INTEGER arrives as a
 * bigint; a JS number bound to a statement would travel as a float (`5` in a TEXT column becomes '5.0'), so these
 * types always bind bigint. drizzle's own `integer(...)` modes break under that setting and are not used.
 */

/** Money in nano (10⁻⁹ of the major unit). */
export const money = customType<{ data: bigint; driverData: bigint }>({ dataType: () => 'integer' })

/** A whole number that is not money: sequence numbers, days since the epoch, versions, counters. */
export const count = customType<{ data: bigint; driverData: bigint }>({ dataType: () => 'integer' })

/** An instant, stored as milliseconds since the epoch, UTC. */
export const instant = customType<{ data: Date; driverData: bigint }>({
  dataType: () => 'integer',
  toDriver: (at) => BigInt(at.getTime()),
  fromDriver: (ms) => new Date(Number(ms)),
})

/** A boolean, stored as 0 or 1. */
export const flag = customType<{ data: boolean; driverData: bigint }>({
  dataType: () => 'integer',
  toDriver: (on) => (on ? 1n : 0n),
  fromDriver: (bit) => bit !== 0n,
})

/** A SHA-256 digest. */
export const digest = customType<{ data: Uint8Array; driverData: Uint8Array | ArrayBuffer }>({
  dataType: () => 'blob',
  fromDriver: (bytes) => new Uint8Array(bytes),
})
