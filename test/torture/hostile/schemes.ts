/** Schemes that lead to the machine, to the browser's own insides, or nowhere; and tricks with the farm's own zone. */
const URLS: readonly string[] = [
  'ftp://~HOST~/a.png',
  'gopher://~HOST~/_x',
  'ws://~HOST~/',
  'wss://~HOST~/',
  'https://~HOST~/a.png',
  'view-source:~HTML~',
  'chrome://version/',
  'chrome://net-internals/',
  'chrome-untrusted://print/',
  'chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/index.html',
  'devtools://devtools/bundled/inspector.html?ws=~HOST~',
  'about:gpu',
  'filesystem:http://~HOST~/temporary/a.png',
  'blob:http://~HOST~/0',
  'intent://~HOST~/#Intent;scheme=http;end',
  'content://~HOST~/a',
  'smb://~HOST~/a',
  '\\\\~HOST~\\share\\a.png',
  '//~HOST~/a.png',
  'jar:~PNG~!/a',
  'feed:~XML~',
  'http://bindery.invalid@~HOST~/a.png',
  'http://bindery.invalid:~PORT~/a.png',
  'http://~HOST~\\@bindery.invalid/a.png',
  'http://~HOST~#.bindery.invalid',
  'http://canary.test.bindery.invalid:~PORT~/',
  'http://①②⑦.⓪.⓪.①:~PORT~/a.png',
  'http://2130706433:~PORT~/a.png',
  'http://[::ffff:127.0.0.1]:~PORT~/a.png',
  'http://public.example@0x7f.1:~PORT~/a.png',
]

const page = (url: string): string => {
  const text = JSON.stringify(url)
  return `<body background='${url}'><img src='${url}'><iframe src='${url}'></iframe><object data='${url}'></object>
    <link rel=stylesheet href='${url}'><link rel=prefetch href='${url}'><script src='${url}'></script><div style='background:url("${url}")'>x</div>
    <script>for (const ask of [() => fetch(${text}, { mode: 'no-cors' }), () => new WebSocket(${text}), () => new Worker(${text}), () => import(${text}), () => window.open(${text}), () => new EventSource(${text})])
      try { ask()?.catch?.(() => {}) } catch {}</script>`
}

/** One page each, which asks in all the ways at once. */
export const SCHEMES: Record<string, string> = Object.fromEntries(URLS.map((url) => [`scheme ${url}`, page(url)]))
