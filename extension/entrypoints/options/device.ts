/** What the worker lists this browser as: "Chrome, Windows". At most 80 characters (shared/contract/auth.ts). */
export function deviceName(userAgent: string): string {
  const name = /Edg\//.test(userAgent) ? 'Edge' : /Firefox\//.test(userAgent) ? 'Firefox' : 'Chrome'
  const systems = [/Windows/, /Mac OS/, /CrOS/, /Android/, /Linux/]
  const system = systems.map((each) => each.exec(userAgent)?.[0]).find(Boolean)
  return system ? `${name}, ${system}` : name
}
