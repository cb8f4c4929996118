import { browser } from 'wxt/browser'

/**
 * Asks for one origin's permission. Call it straight from the click, before any `await`: the browser asks only
 * on a user's gesture. The answer is taken from whichever speaks first, the request or `permissions.onAdded`:
 * where the prompt takes the focus away, the request's own promise may never settle.
 */
export function requestOrigin(pattern: string): Promise<boolean> {
  return new Promise((resolve) => {
    const onAdded = ({ origins }: { origins?: string[] }): void => {
      if (origins?.includes(pattern)) settle(true)
    }
    const settle = (granted: boolean): void => {
      browser.permissions.onAdded.removeListener(onAdded)
      resolve(granted)
    }
    browser.permissions.onAdded.addListener(onAdded)
    browser.permissions.request({ origins: [pattern] }).then(settle, () => settle(false))
  })
}
