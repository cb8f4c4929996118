/** The API contract: zod schemas for the worker, and types for the extension (which imports only the types). */
export * from './auth.ts'
export * from './clients.ts'
export * from './problem.ts'
export * from './scalars.ts'
export * from './status.ts'
export * from './usage.ts'
