import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

/** The fonts that test browsers know, and no others. Ours and the demo CRM's lists of fonts name the first two. */
const FONT_PACKAGES = ['roboto', 'inter', 'roboto-mono'].map((name) => `@expo-google-fonts/${name}`)
const WEIGHTS = ['400Regular', '500Medium', '600SemiBold', '700Bold']
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const packageFolder = (name: string): string => join(ROOT, 'node_modules', name)
const MADE = join(ROOT, '.output/fonts')

/** A word's width at 100 px in each family: advance widths of Roboto, of Roboto Mono, and of what is not there. */
const PROOF = { text: 'Rebill 0123', widths: { Roboto: 493, monospace: 660, 'DejaVu Sans': 493 } }

/**
 * What a browser needs in its environment to draw with the fonts of the tests instead of the machine's, in UTC.
 * Chromium on Linux asks fontconfig, which reads the file named here; elsewhere it changes nothing.
 */
export async function drawingEnv(): Promise<Record<string, string>> {
  const folders = FONT_PACKAGES.flatMap((name) => WEIGHTS.map((weight) => join(packageFolder(name), weight)))
  for (const folder of folders) {
    if (!(await stat(folder).catch(() => null))) throw new Error(`${folder} is not there: npm ci`)
  }
  const file = join(MADE, 'fonts.conf')
  const text = fontsConf(folders, join(MADE, 'cache'))
  if ((await readFile(file, 'utf8').catch(() => null)) !== text) {
    await mkdir(MADE, { recursive: true })
    // Several test files start browsers at once: none reads half a file.
    const part = `${file}.${randomUUID()}`
    await writeFile(part, text)
    await rename(part, file)
  }
  return { FONTCONFIG_FILE: file, TZ: 'UTC' }
}

/** No hinting and grey edges: what is drawn follows from the fonts alone. */
function fontsConf(folders: readonly string[], cache: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${folders.map((folder) => `  <dir>${escapeXml(folder)}</dir>`).join('\n')}
  <cachedir>${escapeXml(cache)}</cachedir>
  <match target="pattern">
    <test name="family"><string>monospace</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Roboto Mono</string></edit>
  </match>
  <match target="pattern">
    <edit name="family" mode="append_last"><string>Roboto</string></edit>
  </match>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
`
}

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** `@expo-google-fonts/roboto@0.4.3, …`: those that are installed. */
export async function fontVersions(): Promise<string> {
  const read = async (name: string): Promise<string> => {
    const text = await readFile(join(packageFolder(name), 'package.json'), 'utf8')
    return `${name}@${(JSON.parse(text) as { version: string }).version}`
  }
  return (await Promise.all(FONT_PACKAGES.map(read))).join(', ')
}

/** Null where a page is drawn with the fonts of the tests; else what it measures instead: the file was not read. */
export async function foreignFonts(page: Page): Promise<string | null> {
  const expected = JSON.stringify(PROOF.widths)
  const measured = await page.evaluate(({ text, widths }) => {
    const brush = document.createElement('canvas').getContext('2d')
    const width = (family: string): number => {
      if (!brush) return 0
      brush.font = `100px ${family === 'monospace' ? family : `"${family}"`}`
      return Math.round(brush.measureText(text).width)
    }
    return JSON.stringify(Object.fromEntries(Object.keys(widths).map((family) => [family, width(family)])))
  }, PROOF)
  return measured === expected ? null : `“${PROOF.text}” measures ${measured}, not ${expected}`
}
