/**
 * The pages of HighLevel's web app that the overlay has places on, as far as addresses, element ids, classes and
 * behaviour are public: single-page routes, a virtualised list that recycles its rows, whole parts re-rendered,
 * and a strict Content Security Policy with trusted types. The look is our own; there is no data but the
 * clients handed in, no sign-in, and nothing is saved.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from './certificate.ts'

export interface DemoClient {
  /** 15 letters and digits or more, as HighLevel's location ids are. */
  id: string
  name: string
  city?: string
}

export interface DemoCrm {
  /** Where a browser with `hostMap` finds it: the CRM's real name. */
  url: string
  /** The same for CloseBot's name; `/sources/ID` is a source's page. */
  closebotUrl: string
  /** Host name → `127.0.0.1:port`, for `--host-resolver-rules`; the certificate is self-signed. */
  hostMap: Record<string, string>
  /** What the pages show from the next load on. */
  setClients(clients: readonly DemoClient[]): void
  close(): Promise<void>
}

const HOST = 'app.gohighlevel.com'
/** CloseBot's app: the shell serves one page of it, a source. Its real markup is not public; a `main` is assumed. */
const CLOSEBOT = 'app.closebot.com'
const FILES: Record<string, readonly [file: string, type: string]> = {
  '/demo/app.js': ['app.js', 'text/javascript'],
  '/demo/views.js': ['views.js', 'text/javascript'],
  '/demo/list.js': ['list.js', 'text/javascript'],
  '/demo/style.css': ['style.css', 'text/css'],
}
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/** Listens on 127.0.0.1 (`port` 0 or none: a free one). `now` dates the certificate. */
export async function startDemoCrm(options: {
  clients: readonly DemoClient[]
  now: Date
  port?: number
}): Promise<DemoCrm> {
  let { clients } = options
  const files = new Map<string, { body: string; type: string }>()
  for (const [path, [file, type]] of Object.entries(FILES)) files.set(path, { body: await read(file), type })
  const shell = { body: await read('index.html'), type: 'text/html' }

  const server = createServer(selfSigned(HOST, options.now), (request, response) => {
    const { pathname } = new URL(request.url ?? '/', `https://${HOST}`)
    const isData = pathname === '/demo/clients.json'
    const data = { body: JSON.stringify(clients), type: 'application/json' }
    const file = isData ? data : (files.get(pathname) ?? shell)
    if (request.method !== 'GET' || (pathname.startsWith('/demo/') && file === shell)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      'content-type': `${file.type}; charset=utf-8`,
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
    })
    response.end(file.body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `https://${HOST}`,
    hostMap: { [HOST]: `127.0.0.1:${port}`, [CLOSEBOT]: `127.0.0.1:${port}` },
    closebotUrl: `https://${CLOSEBOT}`,
    setClients: (next) => {
      clients = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const read = (file: string): Promise<string> => readFile(new URL(`page/${file}`, import.meta.url), 'utf8')
