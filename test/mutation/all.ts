import { ANSWERS } from './answers.ts'
import { BOOKS } from './books.ts'
import { CHARGING } from './charging.ts'
import { LOOKS } from './looks.ts'
import type { Mutation } from './mutation.ts'
import { OVERLAY } from './overlay.ts'
import { OWN_KEY } from './own-key.ts'
import { TOKENS_KEPT } from './tokens.ts'

export const MUTATIONS: readonly Mutation[] = [
  ...OVERLAY,
  ...ANSWERS,
  ...LOOKS,
  ...TOKENS_KEPT,
  ...CHARGING,
  ...OWN_KEY,
  ...BOOKS,
]
