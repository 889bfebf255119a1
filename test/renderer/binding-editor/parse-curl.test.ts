import { expect, test } from 'vitest'
import { isCurl, parseCurl } from '../../../src/renderer/screens/binding-editor/source/parse-curl.ts'
import { shellWords } from '../../../src/renderer/screens/binding-editor/source/shell-words.ts'

test.each<[string, string[]]>([
  ['a  b\tc', ['a', 'b', 'c']],
  [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
  [`a'b'"c"`, ['abc']],
  [`'' ""`, ['', '']],
  [`"say \\"hi\\" for \\$5"`, ['say "hi" for $5']],
  [`'it'\\''s'`, ["it's"]],
  [`$'it\\'s\\n\\u00e9'`, ["it's\né"]],
  ['a \\\n  b', ['a', 'b']],
  ['a ^\r\n b', ['a', 'b']],
  ['a `\n b', ['a', 'b']],
  ['a ^"b^&^\\^"c^" ^\r\n  d', ['a', 'b&"c', 'd']],
  [`'not closed`, ['not closed']],
  ['"keeps \\n as it is"', ['keeps \\n as it is']],
])('the words of %j', (line, words) => {
  expect(shellWords(line)).toEqual(words)
})

const read = (text: string) => {
  const found = parseCurl(text)
  if (!found) return null
  const { url, method, headers, body, auth, ignored } = found
  return {
    url,
    method,
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    body,
    auth: auth.kind === 'none' ? null : [auth.kind, auth.name || auth.username, auth.secret],
    ignored,
  }
}
const GET = { method: 'GET', headers: {}, body: '', auth: null, ignored: [] }

test.each<[string, string, object | null]>([
  ['a plain one', 'curl https://api.example.com/v1/x?a=1', { ...GET, url: 'https://api.example.com/v1/x?a=1' }],
  ['with a prompt and no scheme', '$ curl example.com/x', { ...GET, url: 'http://example.com/x' }],
  [
    'as browsers copy it',
    `curl 'https://api.example.com/data' \\\n  -H 'accept: application/json' \\\n  -H 'authorization: Bearer abc.def' \\\n  --compressed`,
    {
      ...GET,
      url: 'https://api.example.com/data',
      headers: { accept: 'application/json' },
      auth: ['bearer_token', '', 'abc.def'],
    },
  ],
  [
    'as browsers copy it for cmd.exe',
    String.raw`curl ^"https://api.example.com/data?a=1^&filter^\^[by^\^]=100^%^41^" ^
  -H ^"accept: */*^" ^
  -H ^"authorization: Bearer abc.def^" ^
  -H ^"content-type: text/plain^" ^
  --data-raw ^"^{^\^"name^\^":^\^"it's ^<b^>^\^",^\^"folder^\^":^\^"C:^\^\^\^\data^\^"^}^

second line^"`,
    {
      ...GET,
      method: 'POST',
      url: 'https://api.example.com/data?a=1&filter[by]=100%41',
      headers: { accept: '*/*', 'content-type': 'text/plain' },
      body: `{"name":"it's <b>","folder":"C:${'\\\\'}data"}\nsecond line`,
      auth: ['bearer_token', '', 'abc.def'],
    },
  ],
  [
    'with brackets that are no patterns',
    String.raw`curl 'https://example.com/x?filter\[status\]=\{a\}'`,
    { ...GET, url: 'https://example.com/x?filter[status]={a}' },
  ],
  [
    'with a user',
    'curl -u "ada:se:cret" -sSL https://example.com',
    { ...GET, url: 'https://example.com', auth: ['basic_auth', 'ada', 'se:cret'] },
  ],
  [
    'with JSON',
    `curl https://example.com --json '{"a": 1}'`,
    { ...GET, url: 'https://example.com', method: 'POST', body: '{"a": 1}' },
  ],
  [
    'with raw data',
    `curl -X POST https://example.com -H "Content-Type: application/json" --data-raw '{"query":"{ me { name } }"}'`,
    {
      ...GET,
      url: 'https://example.com',
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"query":"{ me { name } }"}',
    },
  ],
  [
    'with a form',
    'curl -d a=1 -d b=2 https://example.com',
    {
      ...GET,
      url: 'https://example.com',
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'a=1&b=2',
    },
  ],
  [
    'with data for the query',
    'curl -G https://example.com/s -d q=x --data-urlencode "name=a b"',
    { ...GET, url: 'https://example.com/s?q=x&name=a%20b' },
  ],
  [
    'with an API key',
    `curl --header="X-API-Key: k1" -HAccept:text/json --url https://example.com`,
    { ...GET, url: 'https://example.com', headers: { Accept: 'text/json' }, auth: ['api_key', 'X-API-Key', 'k1'] },
  ],
  [
    'with a token of another scheme',
    `curl -H 'Authorization: token ghp_x' https://api.github.com/user`,
    { ...GET, url: 'https://api.github.com/user', auth: ['custom_header', 'Authorization', 'token ghp_x'] },
  ],
  [
    'with what can not be had',
    'curl -X PUT -F file=@x -o out.json -k https://example.com',
    { ...GET, url: 'https://example.com', ignored: ['-F', '-o', '-X PUT'] },
  ],
  ['without a URL', 'curl -H "a: b"', null],
])('a cURL command %s', (_name, text, expected) => {
  expect(isCurl(text)).toBe(true)
  expect(read(text)).toEqual(expected)
})

test('what only begins like one is none', () => {
  expect(['https://curl.se', 'curly x', 'curl'].map(isCurl)).toEqual([false, false, false])
})
