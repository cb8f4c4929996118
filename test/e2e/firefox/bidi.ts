/** What Firefox answers or tells is checked where it is used: the protocol's types are wide. */
export type Params = Record<string, unknown>

/** One session of WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), the way to drive a Firefox as it is shipped. */
export interface Session {
  /** Throws with the browser's own words where it refuses. */
  send(method: string, params: Params): Promise<Params>
  on(event: string, listener: (params: Params) => void): void
  close(): void
}

interface Message {
  id?: number
  type: 'success' | 'error' | 'event'
  method?: string
  params?: Params
  result?: Params
  error?: string
  message?: string
}

const CONNECT_MS = 10_000

export async function connect(url: string): Promise<Session> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, PromiseWithResolvers<Params> & { method: string }>()
  const listeners: { event: string; listener: (params: Params) => void }[] = []
  let last = 0

  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.type === 'event') {
      for (const { event, listener } of listeners) {
        if (event === message.method) listener(message.params ?? {})
      }
      return
    }
    const asked = waiting.get(message.id ?? 0)
    waiting.delete(message.id ?? 0)
    if (message.type === 'success') asked?.resolve(message.result ?? {})
    else asked?.reject(new Error(`${asked.method}: ${message.error}: ${message.message}`))
  })
  socket.addEventListener('close', () => {
    for (const { reject, method } of waiting.values()) reject(new Error(`${method}: Firefox has gone`))
  })
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`nothing at ${url}`)), CONNECT_MS)
    socket.addEventListener('error', () => reject(new Error(`nothing at ${url}`)))
    socket.addEventListener('open', () => {
      clearTimeout(late)
      resolve(null)
    })
  })
  return {
    send: (method, params) => {
      last += 1
      const answer = Promise.withResolvers<Params>()
      waiting.set(last, { ...answer, method })
      socket.send(JSON.stringify({ id: last, method, params }))
      return answer.promise
    },
    on: (event, listener) => void listeners.push({ event, listener }),
    close: () => socket.close(),
  }
}
