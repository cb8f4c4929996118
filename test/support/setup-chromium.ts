import { findChromium } from './browser-find.ts'

/** Before any test file: Chromium is there, or is installed once, by one process, with all the time it takes. */
export default async function setup(): Promise<void> {
  await findChromium()
}
