/** Whether the page is dark where our panels stand: HighLevel has no public marker, so its paper is looked at. */
export function schemeOf(element: Element | null): 'light' | 'dark' {
  for (let each = element; each; each = each.parentElement) {
    const lightness = lightnessOf(getComputedStyle(each).backgroundColor)
    if (lightness !== null) return lightness < 0.4 ? 'dark' : 'light'
  }
  return 'light'
}

/** 0 (black) to 1 (white) of `rgb(…)`; null where it is see-through or written in another way. */
export function lightnessOf(color: string): number | null {
  const match = /^rgba?\((\d+)[, ]+(\d+)[, ]+(\d+)(?:[,/ ]+([\d.]+))?\)$/.exec(color)
  if (!match || (match[4] !== undefined && Number(match[4]) < 0.5)) return null
  const [red = 0, green = 0, blue = 0] = match.slice(1, 4).map(Number)
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
}
