import { z } from 'zod'
import type { Context } from '../../context.ts'
import { callHighLevel } from './request.ts'

/** What a sub-account is to us. `hasAdmin`: an account admin, not an agency admin, works in it (HL-11). */
export interface Location {
  readonly id: string
  readonly name: string
  readonly hasAdmin: boolean
}

/** `SearchSuccessfulResponseDto` and `UserSuccessfulResponseDto` (2026-06-19); other fields are not read. */
const Locations = z.object({ locations: z.array(z.object({ id: z.string(), name: z.string() })) })
const Users = z.object({
  users: z.array(z.object({ roles: z.object({ locationIds: z.array(z.string()).optional() }) })),
})

const PAGE = 100
/** 10,000 sub-accounts; HighLevel allows 100 requests in ten seconds. */
const PAGES_MAX = 100

/** All sub-accounts of an agency, or why they could not be read: then nothing is known, not "none". */
export async function listLocations(
  ctx: Pick<Context, 'settings' | 'log'>,
  companyId: string,
): Promise<Location[] | 'refused' | 'unanswered' | 'notConnected'> {
  const company = encodeURIComponent(companyId)
  const places = await pages(
    ctx,
    `/locations/search?companyId=${company}`,
    (body) => Locations.parse(body).locations,
  )
  if (typeof places === 'string') return places
  const path = `/users/search?companyId=${company}&type=account&role=admin`
  const admins = await pages(ctx, path, (body) => Users.parse(body).users)
  if (typeof admins === 'string') return admins
  const withAdmin = new Set(admins.flatMap((user) => user.roles.locationIds ?? []))
  return places.map(({ id, name }) => ({ id, name, hasAdmin: withAdmin.has(id) }))
}

/** Pages until a short one. */
async function pages<T>(
  ctx: Pick<Context, 'settings' | 'log'>,
  path: string,
  itemsIn: (body: unknown) => T[],
) {
  const all: T[] = []
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await callHighLevel(ctx, {
      method: 'GET',
      path: `${path}&skip=${page * PAGE}&limit=${PAGE}`,
      version: '2021-07-28',
    })
    if (answer.kind !== 'answered') return answer.kind
    let items: T[]
    try {
      items = itemsIn(answer.body)
    } catch {
      return 'unanswered' as const
    }
    all.push(...items)
    if (items.length < PAGE) break
  }
  return all
}
