export interface Device {
  browser: string
  system: string
  kind: 'phone' | 'computer' | 'program'
}

const browsers: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/CriOS\/|Chrome\/|Chromium\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
]

const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

function find(table: [RegExp, string][], agent: string): string {
  return table.find(([pattern]) => pattern.test(agent))?.[1] ?? ''
}

/** What a person recognises a session by; for programs the first word of what they call themselves. */
export function describeDevice(agent: string): Device {
  const browser = find(browsers, agent)
  const system = find(systems, agent)
  if (browser === '') return { browser: agent.split(/[/\s]/)[0] ?? '', system, kind: 'program' }
  return { browser, system, kind: /iPhone|Android(?=.*Mobile)/.test(agent) ? 'phone' : 'computer' }
}
