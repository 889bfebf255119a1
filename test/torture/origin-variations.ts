import { isUnreadable, mutate, trimmed } from './mutate.ts'
import { utf8 } from './raw-exchange.ts'

/** What a browser may say of the page that asks. */
export interface OriginVariation {
  name: string
  lines: string[]
  isUnreadable?: boolean
}

/** Those of the farm's own pages, and of programs. */
export const ownOrigins = (own: string): OriginVariation[] => [
  of(),
  of(`Origin: ${own}`),
  of(`Origin: ${own}`, 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Dest: empty'),
  of(`Origin: \t${own} `),
  of('Sec-Fetch-Site: same-origin'),
  of('Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-User: ?1'),
  of(`Referer: http://evil.example/`),
]

/** So many, all different, of pages that are not. @param own `http://127.0.0.1:port`, as the request's Host says */
export function foreignOrigins(count: number, own: string, random: () => number): OriginVariation[] {
  const all = [...origins(own).map((value) => of(`Origin: ${value}`)), ...doubled(own), ...sites(own), ...fetches(own)]
  const found = new Map(all.map((variation) => [variation.name, variation]))
  while (found.size < count) {
    const value = mutate(own, random)
    const variation = of(`Origin: ${value}`)
    if (trimmed(value) !== own) found.set(variation.name, variation)
  }
  return [...found.values()].slice(0, count)
}

const of = (...lines: string[]): OriginVariation => ({
  name: lines.length === 0 ? 'nothing' : JSON.stringify(lines),
  lines,
  isUnreadable: lines.some(isUnreadable),
})

function origins(own: string): string[] {
  const { port, host } = new URL(own)
  const at = (name: string) => `http://${name}:${port}`
  return [
    ...'null|NULL|Null|"null"|undefined|none|same-origin|*|0|true|about:blank|about:srcdoc|data:|data:text/html,x|blob:|javascript:0|file://|file:///|file://localhost|chrome-extension://abcdefghijklmnop|moz-extension://abc|safari-web-extension://abc|app://bindery|app://.|capacitor://localhost|ionic://localhost|tauri://localhost|vscode-webview://x|devtools://devtools|http://|https://|http://evil.example|https://evil.example|http://localhost|http://127.0.0.1|https://localhost|http://[::1]'.split(
      '|',
    ),
    '',
    ...['localhost', 'evil.example', 'a.127.0.0.1', '127.0.0.1.evil.example', 'localhost.evil.example'].map(at),
    ...['127.1', '127.0.0.01', '0x7f.1', '2130706433', '127.0.0.2', '0.0.0.0', '10.0.0.1', '127.0.0.1.'].map(at),
    ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::1%lo]', 'user@127.0.0.1', '@127.0.0.1'].map(at),
    ...['127.0.0.1\u00a0', ' 127.0.0.1', '127.0.0.1 ', '127.0.0.1,evil.example', '%3127.0.0.1'].map(at),
    ...['１２７.0.0.1', '127。0。0。1', 'ｌocalhost'].map((name) => utf8(at(name))),
    ...['https', 'ws', 'wss', 'ftp', 'file', 'HTTP', 'Http', 'blob:http', 'view-source:http', 'httpx', 'htt', ''].map(
      (scheme) => `${scheme}://${host}`,
    ),
    ...[0, 1, 80, 443, 3000, 5173, 8080, 65_535, 65_536, Number(port) + 1, Number(port) - 1].map(
      (other) => `http://127.0.0.1:${other}`,
    ),
    ...['/', '/app/', '?', '?x', '#', '#x', '\\', ':', '.', ',', ';', '@evil.example', '.evil.example', '0', '%00'].map(
      (end) => own + end,
    ),
    ...[' null', ', null', ` ${own}`, `, ${own}`, ',http://evil.example', ' http://evil.example', '\0', '\u000b'].map(
      (end) => own + end,
    ),
    ...['//', 'http:', 'http:/', 'http:///', 'http:\\\\', ''].map((start) => start + host),
    `"${own}"`,
    `'${own}'`,
    `<${own}>`,
    `http://evil.example#${own}`,
    `http://evil.example?${own}`,
    `http://evil.example/${own}`,
    `http://${host}@evil.example`,
    `http://127.0.0.1:0${port}`,
    `http://127.0.0.1:+${port}`,
    `${own}\r\n http://evil.example`,
    encodeURIComponent(own),
    `http://evil.example/${'a'.repeat(8000)}`,
  ]
}

function doubled(own: string): OriginVariation[] {
  const values = [own, 'null', '', 'http://evil.example', own.toUpperCase()]
  return values.flatMap((first) =>
    values.flatMap((second) => [
      of(`Origin: ${first}`, `Origin: ${second}`),
      of(`ORIGIN: ${first}`, `origin: ${second}`, `Sec-Fetch-Site: same-origin`),
    ]),
  )
}

/** Whatever the site is said to be but the own one or a person's doing, with the own Origin and with none. */
function sites(own: string): OriginVariation[] {
  const values =
    'cross-site|same-site|Same-Origin|SAME-ORIGIN|None|NONE|cross-origin|same origin|same-origin;|same-origin, cross-site|cross-site, same-origin|same-origin, same-origin|none, none|none, cross-site|"same-origin"|?1|null||*|same-originx|xsame-origin|same-origin?|0|same_origin|samesite|user-initiated|unknown|same-origin\u00a0|same-origin\0'.split(
      '|',
    )
  const twice = ['same-origin', 'none', 'cross-site'].flatMap((first) =>
    ['same-origin', 'none', 'same-site'].map((second) => [`Sec-Fetch-Site: ${first}`, `Sec-Fetch-Site: ${second}`]),
  )
  const lines = [...values.map((value) => [`Sec-Fetch-Site: ${value}`]), ...twice]
  return lines.flatMap((each) => [of(...each), of(`Origin: ${own}`, ...each), of(...each, `Referer: ${own}/app/`)])
}

/** Every kind of request that a page of another site can make. */
function fetches(own: string): OriginVariation[] {
  const modes = ['cors', 'no-cors', 'navigate', 'nested-navigate', 'websocket', 'same-origin']
  const destinations =
    'empty|document|iframe|frame|embed|object|image|script|style|font|video|audio|track|worker|sharedworker|serviceworker|manifest|report|xslt|webidentity|audioworklet'.split(
      '|',
    )
  return ['cross-site', 'same-site'].flatMap((site) =>
    modes.flatMap((mode) =>
      destinations.map((destination, index) => {
        const origin = [[], ['Origin: null'], ['Origin: http://evil.example'], [`Origin: ${own}`]][index % 4] ?? []
        const user = index % 3 === 0 ? ['Sec-Fetch-User: ?1'] : []
        const said = [`Sec-Fetch-Site: ${site}`, `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${destination}`]
        return of(...origin, ...said, ...user)
      }),
    ),
  )
}
