const ELLIPSIS = '…'

/**
 * A text as lines that are no wider than `width`; a word that is wider alone is cut. What does not fit into `linesMax`
 * lines ends in an ellipsis. Pure.
 */
export function wrap(
  text: string,
  width: number,
  linesMax: number,
  widthOf: (text: string) => number,
): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (lines.length <= linesMax && widthOf(line) > width) {
      const fits = fitting(line, width, widthOf)
      lines.push(line.slice(0, fits))
      line = line.slice(fits)
    }
    if (lines.length > linesMax) break
  }
  if (line !== '') lines.push(line)
  if (lines.length <= linesMax) return lines
  const last = lines[linesMax - 1] ?? ''
  return [
    ...lines.slice(0, linesMax - 1),
    last.slice(
      0,
      fitting(last + ELLIPSIS, width, (part) => widthOf(part + ELLIPSIS)),
    ) + ELLIPSIS,
  ]
}

/** How many characters fit, at least one. */
function fitting(text: string, width: number, widthOf: (text: string) => number): number {
  let count = text.length
  while (count > 1 && widthOf(text.slice(0, count)) > width) count -= 1
  return count
}
