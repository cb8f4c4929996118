import type { z } from 'zod'
import type { RefusalCode } from '../http/problem.ts'

/** One route of /v1 as the published document describes it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** Hono's form, `/v1/clients/:id`. */
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly tag: string
  /** Who may ask: staff from this role up, a source with its key (or staff from a role up), or anybody. */
  readonly access: 'owner' | 'staff' | 'viewer' | 'source' | 'sourceOrOwner' | 'sourceOrViewer' | 'anybody'
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Whether it takes the header Idempotency-Key. */
  readonly idempotencyKey?: 'optional' | 'required'
  readonly status: 200 | 201 | 202 | 204
  readonly answer?: z.ZodType
  /** Whether it is to be had as a CSV file as well. */
  readonly asCsv?: boolean
  /** Whether it is to be had as a PDF file as well. */
  readonly asPdf?: boolean
  /** What it refuses besides what every route may: see document.ts. */
  readonly refusals: readonly RefusalCode[]
}
