import type { Params, Session } from './bidi.ts'

/** A tab. Expressions are JavaScript of the page; their values come as JSON. */
export interface Page {
  evaluate(expression: string): Promise<unknown>
  /** Waits until the expression holds; while it throws, it does not. */
  until(expression: string): Promise<void>
  /** Clicks the element that the expression finds, as a person would: the browser counts it as a gesture. */
  click(element: string): Promise<void>
  /** Types into a field, over what is there. */
  fill(field: string, text: string): Promise<void>
  /** Questions of the browser show over the tab that asked only. */
  bringToFront(): Promise<void>
  /** A PNG. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

const PATIENCE_MS = 20_000
const PAUSE_MS = 50

export function pageOf(session: Session, context: string): Page {
  const run = async (expression: string, more: Params = {}): Promise<Params> => {
    const asked = { expression, target: { context }, awaitPromise: true, ...more }
    const answer = await session.send('script.evaluate', asked)
    if (answer['type'] !== 'exception') return answer['result'] as Params
    throw new Error(`${expression}: ${(answer['exceptionDetails'] as { text: string }).text}`)
  }
  const perform = (actions: readonly Params[]): Promise<Params> =>
    session.send('input.performActions', { context, actions })

  const page: Page = {
    evaluate: async (expression) => {
      const { value } = await run(`(async () => JSON.stringify(await (${expression})))()`)
      return value === undefined ? undefined : (JSON.parse(String(value)) as unknown)
    },
    until: async (expression) => {
      const end = performance.now() + PATIENCE_MS
      let holds: unknown = false
      for (;;) {
        holds = await page.evaluate(`Boolean(${expression})`).catch(() => false)
        if (holds === true) return
        if (performance.now() > end) throw new Error(`it never held in the page: ${expression}`)
        await new Promise((next) => setTimeout(next, PAUSE_MS))
      }
    },
    click: async (element) => {
      await page.until(element)
      const found = `(() => { const found = ${element}; found.scrollIntoView({ block: 'center' }); return found })()`
      const { sharedId } = await run(found)
      const origin = { type: 'element', element: { sharedId } }
      const press = { button: 0 }
      const actions = [
        { type: 'pointerMove', x: 0, y: 0, origin },
        { type: 'pointerDown', ...press },
        { type: 'pointerUp', ...press },
      ]
      await perform([{ type: 'pointer', id: 'mouse', actions }])
    },
    fill: async (field, text) => {
      await page.click(field)
      await page.evaluate(`(${field}).select()`)
      const actions = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await perform([{ type: 'key', id: 'keys', actions }])
    },
    bringToFront: async () => void (await session.send('browsingContext.activate', { context })),
    screenshot: async () => {
      const { data } = await session.send('browsingContext.captureScreenshot', { context })
      return Buffer.from(String(data), 'base64')
    },
    close: async () => void (await session.send('browsingContext.close', { context })),
  }
  return page
}
