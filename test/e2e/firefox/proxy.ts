import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'

export interface Proxy {
  /** `127.0.0.1:port` */
  address: string
  /** Hosts that were asked for and lead nowhere. */
  refused: string[]
  close(): Promise<void>
}

/** Firefox has no `--host-resolver-rules`: this leads the given hosts to this machine, and every other one nowhere. */
export async function startProxy(hostMap: Readonly<Record<string, string>>): Promise<Proxy> {
  const refused: string[] = []
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer((_request, response) => void response.writeHead(403).end())
  server.on('connect', ({ url = '' }, client, head) => {
    const [host = ''] = url.split(':')
    const port = hostMap[host]?.split(':')[1]
    if (port === undefined) {
      refused.push(host)
      return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    }
    const there = connect(Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      there.write(head)
      there.pipe(client).pipe(there)
    })
    for (const socket of [client, there]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of sockets) socket.destroy()
      }),
  }
}
