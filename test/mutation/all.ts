import { ANSWERS } from './answers.ts'
import { BOOKS } from './books.ts'
import { CHARGING } from './charging.ts'
import type { Mutation } from './mutation.ts'
import { OVERLAY } from './overlay.ts'
import { TOKENS_KEPT } from './tokens.ts'

export const MUTATIONS: readonly Mutation[] = [...OVERLAY, ...ANSWERS, ...TOKENS_KEPT, ...CHARGING, ...BOOKS]
