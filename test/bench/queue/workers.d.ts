/** The part of Cloudflare's module that the bench's queue uses: the whole types would change every global of the tests. */
declare module 'cloudflare:workers' {
  export abstract class WorkerEntrypoint<Env> {
    protected readonly env: Env
    protected readonly ctx: { waitUntil(work: Promise<unknown>): void }
  }
}
