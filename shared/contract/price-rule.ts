import type { z } from 'zod'
import type { PriceRule as Rule } from '../rating/rule.ts'
import { PriceRuleShape } from '../rating/schema.ts'

/** Any price rule (design §3): `{ kind: 'multiplier' | 'unitPrice' | 'tiers' | 'package' | … }` with its own fields. */
export const PriceRule: z.ZodType<Rule> = PriceRuleShape
