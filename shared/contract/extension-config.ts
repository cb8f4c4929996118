import { z } from 'zod'

/** One more way to find a place on a CRM's page, tried before the ones that are bundled. */
export const SelectorOverride = z.strictObject({
  /** The extension's own name of the page and of the place (extension/crm). */
  page: z.string().regex(/^[a-zA-Z]{1,40}$/),
  slot: z.string().regex(/^[a-zA-Z]{1,40}$/),
  selector: z.string().min(1).max(300),
  place: z.enum(['append', 'prepend', 'after']),
})
export type SelectorOverride = z.infer<typeof SelectorOverride>

/**
 * GET /v1/extension/config: data only (flags and selectors), never code. What the extension does not know or
 * cannot read it leaves out, and goes on with what it was built with.
 */
export const ExtensionConfig = z.strictObject({
  /** Feature id → on; a feature that is not named is on. */
  flags: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), z.boolean()),
  selectors: z.array(SelectorOverride).max(50),
})
export type ExtensionConfig = z.infer<typeof ExtensionConfig>
