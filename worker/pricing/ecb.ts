import { Decimal } from 'decimal.js'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { forgetTerms } from './load-terms.ts'

/** A day's reference rates: units of each currency for one euro. */
export interface EcbDay {
  /** YYYY-MM-DD. */
  readonly date: string
  readonly perEuro: ReadonlyMap<string, string>
}

const ANSWER_MS_MAX = 10_000
const FILE_CHARACTERS_MAX = 100_000
/** The shape of eurofxref-daily.xml (ecb.europa.eu, euro foreign exchange reference rates), as the parser gives it. */
const File = z.object({
  Envelope: z.object({
    Cube: z.object({
      Cube: z.object({
        time: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
        Cube: z.array(
          z.object({
            currency: z.string().regex(/^[A-Z]{3}$/),
            rate: z.string().regex(/^\d{1,9}(\.\d{1,9})?$/),
          }),
        ),
      }),
    }),
  }),
})

/** Reads the ECB's daily file. @throws where it is not one: nothing is guessed from half a file */
export function parseEcbFile(xml: string): EcbDay {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    parseAttributeValue: false,
  })
  const { Cube } = File.parse(parser.parse(xml.slice(0, FILE_CHARACTERS_MAX))).Envelope.Cube
  return {
    date: Cube.time,
    perEuro: new Map([['EUR', '1'], ...Cube.Cube.map(({ currency, rate }) => [currency, rate] as const)]),
  }
}

/** Units of `quote` for one `base`, to 12 decimals, or null where the ECB has one of them not. */
export function crossRate(day: EcbDay, base: string, quote: string): string | null {
  const [from, to] = [day.perEuro.get(base), day.perEuro.get(quote)]
  if (from === undefined || to === undefined) return null
  return new Decimal(to).div(from).toDecimalPlaces(12).toFixed()
}

/**
 * Enters the day's rates for every agency that has a cost in one currency against clients in another: one row a pair,
 * once a day whatever runs twice. Weekends have no file of their own; the newest rate goes on counting.
 * @returns how many rates were new
 */
export async function readEcb(ctx: Context): Promise<number> {
  if (ctx.settings.ECB_URL === '') return 0
  const reply = await fetch(ctx.settings.ECB_URL, { signal: AbortSignal.timeout(ANSWER_MS_MAX) })
  if (!reply.ok) throw new Error(`the ECB answered ${reply.status}`)
  const day = parseEcbFile(await reply.text())
  const rows = (await pairsInUse(ctx)).flatMap(([agencyId, base, quote]) => {
    const rate = crossRate(day, base, quote)
    return rate === null ? [] : [[agencyId, `ecb-${day.date}-${base}-${quote}`, base, quote, rate]]
  })
  if (rows.length === 0) return 0
  const [added] = await ctx.db.writeBatch([
    {
      // Published at about 16:00 CET; from then on it counts.
      sql: `INSERT INTO fx_rate (agency_id, id, base, quote, rate, valid_from, source)
            SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, ?2, ?3
            FROM json_each(?1) j WHERE true ON CONFLICT DO NOTHING RETURNING agency_id`,
      args: [
        JSON.stringify(rows),
        BigInt(Date.parse(`${day.date}T15:00:00Z`)),
        `ECB reference rates of ${day.date}`,
      ],
    },
    {
      sql: `UPDATE agency SET price_version = price_version + 1
            WHERE changes() > 0 AND id IN (SELECT value ->> 0 FROM json_each(?))`,
      args: [JSON.stringify(rows)],
    },
  ])
  for (const row of added?.rows ?? []) forgetTerms(String(row['agency_id']))
  return added?.rows.length ?? 0
}

/** Currencies of the shipped cost book; an agency's own come on top. */
const SHIPPED_COST_CURRENCIES = ['USD']
const PAIRS_MAX = 20_000

async function pairsInUse(ctx: Pick<Context, 'db'>): Promise<[string, string, string][]> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT DISTINCT c.agency_id, costs.currency AS base, c.currency AS quote
            FROM client c JOIN (
              SELECT agency_id, currency FROM cost_rate
              UNION SELECT a.id, j.value FROM agency a, json_each(?) j
            ) costs ON costs.agency_id = c.agency_id
            WHERE costs.currency <> c.currency LIMIT ${PAIRS_MAX}`,
      args: [JSON.stringify(SHIPPED_COST_CURRENCIES)],
    },
  ])
  return (found?.rows ?? []).map((row) => [String(row[0]), String(row[1]), String(row[2])])
}
