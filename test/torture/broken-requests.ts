import { VICTIM_KEY, type Victim } from './victim.ts'

/** Bytes that are no request, or one that says two things at once. */
export interface BrokenRequest {
  name: string
  bytes: string
  /** The statuses that are right, in the order of the answers; none where the farm may hang up with no word. */
  right: number[][]
  /** Nothing will come after these bytes, and the farm is told so. */
  isAll?: boolean
}

const CRLF = '\r\n'
const AUTHORIZATION = `Authorization: Bearer ${VICTIM_KEY}`
const BODY = JSON.stringify({ html: 'smuggled' })
const CHUNKED = `${BODY.length.toString(16)}${CRLF}${BODY}${CRLF}0${CRLF}${CRLF}`

const head = (...lines: string[]): string => `${lines.join(CRLF)}${CRLF}${CRLF}`

/** Everything about framing, start lines and sizes that a server has been broken by. */
export function brokenRequests({ port, bindingUid }: Victim): BrokenRequest[] {
  const host = `Host: 127.0.0.1:${port}`
  const get = (path: string, ...lines: string[]) => head(`GET ${path} HTTP/1.1`, host, ...lines)
  const last = get('/status', 'Connection: close')
  const post = (...lines: string[]) =>
    head('POST /templates HTTP/1.1', host, AUTHORIZATION, 'Content-Type: application/json', ...lines)
  const one = (name: string, bytes: string, ...right: number[]): BrokenRequest => ({ name, bytes, right: [right] })
  const removal = head(`DELETE /bindings/${bindingUid} HTTP/1.1`, 'Host: evil.example', AUTHORIZATION)

  const framings = (
    [
      ['Content-Length and Transfer-Encoding', ['Content-Length: 4', 'Transfer-Encoding: chunked'], CHUNKED],
      ['Transfer-Encoding and Content-Length', ['Transfer-Encoding: chunked', 'Content-Length: 4'], CHUNKED],
      ['two Content-Lengths', [`Content-Length: ${BODY.length}`, 'Content-Length: 0'], BODY],
      ['two equal Content-Lengths', [`Content-Length: ${BODY.length}`, `Content-Length: ${BODY.length}`], BODY],
      ['a list of Content-Lengths', [`Content-Length: ${BODY.length}, ${BODY.length}`], BODY],
      ...['-1', '+19', '0x13', '1e1', '19.0', '1 9', 'abc', '99999999999999999999999', '１９'].map(
        (length): [string, string[], string] => [`a Content-Length of ${length}`, [`Content-Length: ${length}`], BODY],
      ),
      ...['xchunked', 'chunked, identity', 'identity, chunked, gzip', 'chunked\u000b', '"chunked"', 'chunked;x=y'].map(
        (coding): [string, string[], string] => [`a coding of ${coding}`, [`Transfer-Encoding: ${coding}`], CHUNKED],
      ),
      ['two codings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], CHUNKED],
      ['white space before the colon', ['Transfer-Encoding : chunked'], CHUNKED],
      ['a chunk size with a sign', ['Transfer-Encoding: chunked'], `+13${CRLF}${BODY}${CRLF}0${CRLF}${CRLF}`],
      ['a chunk size of 0x', ['Transfer-Encoding: chunked'], `0x13${CRLF}${BODY}${CRLF}0${CRLF}${CRLF}`],
      ['a chunk size beyond all numbers', ['Transfer-Encoding: chunked'], `${'f'.repeat(40)}${CRLF}x`],
      ['a chunk that ends late', ['Transfer-Encoding: chunked'], `4${CRLF}{"html":"x"}${CRLF}0${CRLF}${CRLF}`],
      ['chunks after bare line feeds', ['Transfer-Encoding: chunked'], `13\n${BODY}\n0\n\n`],
    ] satisfies [string, string[], string][]
  ).map(([name, lines, body]) => one(name, post(...lines) + body, 400, 415))

  return [
    ...framings,
    one('chunk extensions without end', `${post('Transfer-Encoding: chunked')}1;${'x'.repeat(50_000)}`, 413),
    one('a header without end', `GET / HTTP/1.1${CRLF}${host}${CRLF}X: ${'x'.repeat(100_000)}`, 413),
    one('10,000 headers', head('GET / HTTP/1.1', host, ...Array.from({ length: 10_000 }, (_, n) => `X-${n}: x`)), 413),
    one('a path of 64 KB', get(`/${'a'.repeat(65_536)}`), 413),
    one('a path of 15 KB', get(`/${'a'.repeat(15_000)}`, AUTHORIZATION, 'Connection: close'), 404),
    one('dots that a pattern could lose itself in', get(`/b/${'.'.repeat(15_000)}/`, 'Connection: close'), 404),
    one('names that a pattern could lose itself in', get(`/b/${'a.'.repeat(7500)}/x`, 'Connection: close'), 404),
    one('steps that a pattern could lose itself in', get(`/app/${'/a'.repeat(7000)}`, 'Connection: close'), 404),
    one(
      'an Authorization that a pattern could lose itself in',
      get('/bindings', `Authorization: Bearer ${' '.repeat(15_000)}x x`, 'Connection: close'),
      401,
    ),
    one(
      'an If-None-Match that a pattern could lose itself in',
      get(`/b/${bindingUid}.png`, `If-None-Match: ${'W/"'.repeat(5000)}`, 'Connection: close'),
      200,
    ),
    one(
      'a Range that a pattern could lose itself in',
      get(`/b/${bindingUid}.png`, `Range: bytes=${' '.repeat(15_000)}x`, 'Connection: close'),
      200,
    ),
    one('an expectation that nobody has', get('/status', 'Expect: the-impossible', 'Connection: close'), 200),
    one(
      'an expectation from elsewhere',
      head('GET /status HTTP/1.1', 'Host: evil.example', 'Expect: x', 'Connection: close'),
      421,
    ),
    {
      name: 'a body that waits to be asked for',
      bytes:
        `${post('Expect: 100-continue', `Content-Length: ${BODY.length}`, 'Connection: close')}x`.slice(0, -1) +
        '{}'.padEnd(BODY.length),
      right: [[100], [400]],
    },
    { ...one('HTTP/0.9', `GET /status${CRLF}`, 400, 421), isAll: true },
    one('HTTP/0.9 with a Host', `GET /status${CRLF}${host}${CRLF}${CRLF}`, 200, 400),
    ...['2.0', '1.2', '9.9', '0.9', '1', '1.1.1', 'x', '-1.1'].map((version) =>
      one(`HTTP/${version}`, head(`GET /status HTTP/${version}`, host, 'Connection: close'), 200, 400),
    ),
    one("HTTP/2's preface", `PRI * HTTP/2.0${CRLF}${CRLF}SM${CRLF}${CRLF}\0\0\0\u0004`, 400),
    one('a TLS greeting', '\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003', 400),
    one('an SSH greeting', `SSH-2.0-OpenSSH_9.9${CRLF}`, 400),
    one('a SOCKS greeting', '\u0005\u0001\0', 400),
    one('a line of nothing', `${CRLF}${CRLF}${CRLF}${last}`, 200),
    one('NULs', '\0'.repeat(1000), 400),
    one('bare carriage returns', `GET / HTTP/1.1\r${host}\r\r`, 400),
    one('a made-up method', head('STEAL / HTTP/1.1', host), 400),
    one('a method in lower case', head('get /status HTTP/1.1', host), 400),
    one('a header with no colon', head('GET / HTTP/1.1', host, 'nothing'), 400),
    one('a header with no name', head('GET / HTTP/1.1', host, ': x'), 400),
    one('a header with NUL', head('GET / HTTP/1.1', host, 'X: a\0b'), 400),
    one('a request for anything', head('OPTIONS * HTTP/1.1', host, AUTHORIZATION, 'Connection: close'), 421),
    one('a tunnel', head('CONNECT evil.example:443 HTTP/1.1', host, AUTHORIZATION)),
    one('a tunnel to the farm', head(`CONNECT 127.0.0.1:${port} HTTP/1.1`, host, AUTHORIZATION)),
    one(
      'a WebSocket',
      get(
        '/events',
        'Connection: Upgrade, close',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ),
      401,
    ),
    one(
      'an upgrade to HTTP/2',
      get('/bindings', 'Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'),
      401,
    ),
    { name: 'a good and a bad one', bytes: `${get('/status')}this is not HTTP${CRLF}${CRLF}`, right: [[200], [400]] },
    {
      name: 'a slow good one and a bad one',
      bytes: `${get('/openapi.json')}${get(`/b/${bindingUid}.webp`)}\0${CRLF}`,
      right: [[200], [200], [400]],
    },
    { name: 'a good one and one from elsewhere', bytes: get('/status') + removal + last, right: [[200], [421], [200]] },
    { name: 'a bad and a good one', bytes: `not HTTP${CRLF}${CRLF}${last}`, right: [[400]] },
    {
      name: 'a refused one whose body is a request',
      bytes: head('POST /nothing HTTP/1.1', host, `Content-Length: ${removal.length}`) + removal + last,
      right: [[401], [200]],
    },
    {
      name: 'a GET whose body is a request',
      bytes: `${get('/status', `Content-Length: ${removal.length}`)}${removal}${last}`,
      right: [[200], [200]],
    },
    {
      name: 'trailers that say another Host',
      bytes: `${post('Transfer-Encoding: chunked')}2${CRLF}{}${CRLF}0${CRLF}Host: evil.example${CRLF}${CRLF}${last}`,
      right: [[400], [200]],
    },
    { name: '100 at once', bytes: get('/status').repeat(99) + last, right: Array.from({ length: 100 }, () => [200]) },
  ]
}

/** Paths that mean another than they show, with no key: nothing private, no file of the machine, no fault. */
export function crookedPaths({ port, bindingUid }: Victim): BrokenRequest[] {
  const steps = [
    '%2e%2e',
    '..',
    '%2e.',
    '.%2E',
    '..;',
    '..%00',
    '%252e%252e',
    '..%c0%af',
    '%c0%ae%c0%ae',
    '..%5c',
    '..\\',
  ]
  const files = ['package.json', 'etc/passwd', 'proc/self/environ', 'api-key', 'out/main/serve.js']
  const up = ['/app/', '/app/assets/', '/docs/static/', '/b/', '/renders/'].flatMap((root) =>
    steps.flatMap((step) => files.map((file) => `${root}${`${step}/`.repeat(6)}${file}`)),
  )
  const slashes = ['/', '%2f', '%2F', '\\', '%5c', '//', '/./', '/x/../', '/%2e/', ';/', '/;', '%00/', '/%20', '/%09']
  const aside = slashes.flatMap((slash) =>
    ['bindings', `bindings/${bindingUid}`, 'settings', 'v1/bindings', 'events', 'metrics'].flatMap((path) => [
      `${slash.startsWith('/') ? '' : '/'}${slash}${path}`,
      `/app${slash}..${slash}${path}`,
      `/docs${slash}../${path}`,
      `/${path}${slash}`,
    ]),
  )
  const spellings = [
    '/%62indings',
    '/bindings%00',
    '/bindings%20',
    '/bindings.json',
    '/bindings;a=b',
    '/BINDINGS',
    '/bindings#/app/',
    '/v1%2fbindings',
    '/%76%31/bindings',
    '/v1/v1/bindings',
    '/v1//bindings',
    '/v1',
    '/v1?',
    '/v1?/bindings',
    '/?/bindings',
    '/bindings/%',
    '/bindings/%zz',
    '/b/%',
    '/b/%E0%A4%A',
    '/b/%ff%fe.png',
    '/b/%00.png',
    `/b/${bindingUid}.png%00`,
    `/b/${bindingUid}.png/`,
    `/b/${bindingUid}.png.png`,
    `/b/${bindingUid}`,
    '/b/.png',
    '/b/..png',
    '/b/__proto__.png',
    '/b/constructor.png',
    '/renders/../b/x.png',
    '/webhooks/',
    '/webhooks/%00',
    '/app/%00',
    '/app/C:/Windows/win.ini',
    '/app/\\\\evil.example\\x',
    '/docs/%',
    '/docs/json',
    '/docs/yaml',
    '/openapi.json/',
    '//evil.example/app/',
    '/%0d%0aX-Evil:%20yes',
    '/app%0d%0aX-Evil:%20yes',
    '/\u00ff',
    '/\u0080/bindings',
  ]
  return [...up, ...aside, ...spellings].map((path) => ({
    name: path,
    bytes: head(`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close'),
    right: [],
  }))
}
