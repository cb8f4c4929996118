/** The bench's handle on the process that holds the house. */
import { fork } from 'node:child_process'
import type { RequestLogEntry } from '../../dev/libsql/server.ts'
import type { Call, HouseOptions, HouseStarted } from './house-process.ts'

export interface BenchHouse extends HouseStarted {
  /** Puts this database file behind the worker. */
  use(file: string): Promise<void>
  /** Requests the database has answered since `clearRequests`, at most 1,000. */
  requests(): Promise<RequestLogEntry[]>
  clearRequests(): Promise<void>
  /** ms of CPU the workers have used; null where the system does not tell. */
  cpu_ms(): Promise<number | null>
  close(): Promise<void>
}

export async function startBenchHouse(options: HouseOptions): Promise<BenchHouse> {
  const child = fork(new URL('./house-process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let calls = 0
  child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
    const waiting = open.get(id)
    open.delete(id)
    if (error === undefined) waiting?.resolve(result)
    else waiting?.reject(new Error(error))
  })
  child.on('exit', (code) => {
    for (const { reject } of open.values()) reject(new Error(`the house ended with ${code}`))
  })
  const ask = <T>(call: Call) =>
    new Promise<T>((resolve, reject) => {
      const id = (calls += 1)
      open.set(id, { resolve: resolve as (value: unknown) => void, reject })
      child.send({ id, ...call })
    })
  const started = await ask<HouseStarted>({ call: 'start', ...options })
  return {
    ...started,
    use: (other) => ask({ call: 'use', file: other }),
    requests: () => ask({ call: 'requests' }),
    clearRequests: () => ask({ call: 'clearRequests' }),
    cpu_ms: () => ask({ call: 'cpu' }),
    close: async () => {
      await ask({ call: 'close' })
    },
  }
}
