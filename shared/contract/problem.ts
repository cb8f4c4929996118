import { z } from 'zod'

/** RFC 9457 problem details, the body of every answer that is not a success. `code` is listed in docs/errors.md. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  /** What happened and what to do, for a person. */
  detail: z.string(),
  requestId: z.string(),
  /** The fields that were refused, each with its reason. */
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>
