/** Draws public/icon/*.png from the two SVGs beside this file: `node docs/store/draw-icons.ts`, needs Chromium. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const page = await browser.newPage()
for (const size of [16, 32, 48, 128]) {
  const svg = readFileSync(at(size === 16 ? 'icon-16.svg' : 'icon.svg'), 'utf8')
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  )
  await page.screenshot({ path: at(`../../public/icon/${size}.png`), omitBackground: true })
}
await browser.close()
