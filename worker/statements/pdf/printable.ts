/** What WinAnsi (Windows-1252) has besides Latin 1. */
const MORE = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')

/** Letters with a stroke and the like, which Unicode does not take apart. */
const BASE: Readonly<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  Ŧ: 'T',
  ŧ: 't',
  ı: 'i',
  ĸ: 'k',
  Ŋ: 'N',
  ŋ: 'n',
  ẞ: 'SS',
  '−': '-',
  '‐': '-',
  '‑': '-',
}

const isWinAnsi = (character: string) =>
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u00ff]$/.test(character) || MORE.has(character)

/** One line as the standard fonts can print it: a character they lack becomes its base letter, or `?`. */
export const printable = (text: string): string =>
  Array.from(text.normalize('NFC').replaceAll(/[\s\p{Cc}]+/gu, ' '), printableCharacter)
    .join('')
    .trim()

/** Whether nothing of it is lost in print. */
export const isPrintable = (text: string): boolean => !printable(text).includes('?') || text.includes('?')

function printableCharacter(character: string): string {
  if (isWinAnsi(character)) return character
  // Marks to write by, which nobody sees.
  if (/\p{Cf}/u.test(character)) return ''
  const parts = Array.from(
    character.normalize('NFKD').replaceAll(/\p{M}/gu, ''),
    (part) => BASE[part] ?? part,
  )
  const text = parts.join('')
  return text !== '' && Array.from(text).every(isWinAnsi) ? text : '?'
}
