import type { AuthDraft } from './auth-draft.ts'
import { NO_AUTH } from './auth-draft.ts'
import { shellWords } from './shell-words.ts'

/** What a cURL command asks for. */
export interface CurlRequest {
  url: string
  method: 'GET' | 'POST'
  headers: { name: string; value: string }[]
  body: string
  auth: AuthDraft
  /** What was left out, since Bindery does it another way or not at all. */
  ignored: string[]
}

/** Options of curl that take a value; every other one stands alone. */
const WITH_VALUE = new Set(
  (
    '-X --request -H --header -d --data --data-raw --data-binary --data-ascii --data-urlencode --json -u --user ' +
    '-A --user-agent -e --referer -b --cookie --url -o --output -m --max-time --connect-timeout --retry -x --proxy ' +
    '-E --cert --key --cacert -F --form -T --upload-file -w --write-out --resolve -c --cookie-jar -D --dump-header ' +
    '--oauth2-bearer --max-redirs --retry-delay -r --range --ciphers -K --config --interface --limit-rate'
  ).split(' '),
)
/** Options without meaning for what is asked: Bindery follows redirects, unpacks and stays silent anyway. */
const HARMLESS =
  /^(-[sSLvigfkN0#]+|--(silent|location|compressed|verbose|include|fail|globoff|http\S*|show-error|no-buffer|progress-bar|fail-with-body|tlsv\S*))$/

/** Whether a pasted text is a cURL command. */
export const isCurl = (text: string): boolean => /^\s*\$?\s*curl(\.exe)?\s/i.test(text)

/** Reads a cURL command; null where it names no URL. */
export function parseCurl(text: string): CurlRequest | null {
  const state = {
    url: '',
    method: '',
    headers: [] as CurlRequest['headers'],
    data: [] as string[],
    isJson: false,
    asGet: false,
  }
  let auth = NO_AUTH
  const ignored: string[] = []
  for (const [option, value] of options(shellWords(text))) {
    switch (option) {
      case '':
      case '--url':
        if (state.url === '') state.url = value
        break
      case '-X':
      case '--request':
        state.method = value.toUpperCase()
        break
      case '-H':
      case '--header':
        state.headers.push(readHeader(value))
        break
      case '--json':
        state.isJson = true
        state.data.push(value)
        break
      case '-d':
      case '--data':
      case '--data-raw':
      case '--data-binary':
      case '--data-ascii':
        state.data.push(value)
        break
      case '--data-urlencode':
        state.data.push(urlEncoded(value))
        break
      case '-G':
      case '--get':
        state.asGet = true
        break
      case '-u':
      case '--user':
        auth = basic(value)
        break
      case '--oauth2-bearer':
        auth = { ...NO_AUTH, kind: 'bearer_token', secret: value }
        break
      case '-A':
      case '--user-agent':
        state.headers.push({ name: 'User-Agent', value })
        break
      case '-b':
      case '--cookie':
        state.headers.push({ name: 'Cookie', value })
        break
      case '-e':
      case '--referer':
        state.headers.push({ name: 'Referer', value })
        break
      default:
        if (!HARMLESS.test(option)) ignored.push(option)
    }
  }
  if (state.url === '') return null
  return finish(state, auth, ignored)
}

function finish(
  {
    url: given,
    method,
    headers: all,
    data,
    isJson,
    asGet,
  }: { url: string; method: string; headers: CurlRequest['headers']; data: string[]; isJson: boolean; asGet: boolean },
  given0: AuthDraft,
  ignored: string[],
): CurlRequest {
  const body = data.join(isJson ? '' : '&')
  // Brackets and braces would be patterns for curl (URL globbing), so that browsers copy them with a backslash.
  const plain = given.replaceAll(/\\([[\]{}])/g, '$1')
  const withScheme = /^[a-z][\w+.-]*:\/\//i.test(plain) ? plain : `http://${plain}`
  const url = asGet && body !== '' ? `${withScheme}${withScheme.includes('?') ? '&' : '?'}${body}` : withScheme
  const { headers, auth } = takeAuthorization(
    all.filter(({ name }) => name !== ''),
    given0,
  )
  const wanted = method || (body !== '' && !asGet ? 'POST' : 'GET')
  const known = wanted === 'POST' ? 'POST' : 'GET'
  if (wanted !== known) ignored.push(`-X ${wanted}`)
  const typed = headers.some(({ name }) => name.toLowerCase() === 'content-type')
  const isForm = known === 'POST' && body !== '' && !isJson && !typed && !/^\s*[[{]/.test(body)
  if (isForm) headers.push({ name: 'Content-Type', value: 'application/x-www-form-urlencoded' })
  return { url, method: known, headers, body: known === 'POST' && !asGet ? body : '', auth, ignored }
}

/** Each option with its value; words that are no options come with an empty name. */
function* options(words: readonly string[]): Generator<[option: string, value: string]> {
  const rest = words.slice(words.findIndex((word) => /^curl(\.exe)?$/i.test(word)) + 1)
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? ''
    const joined = /^(--[\w-]+)=(.*)$/s.exec(word)
    const glued = /^(-[XHdubAeomF])(.+)$/s.exec(word)
    if (!word.startsWith('-') || word === '-') yield ['', word]
    else if (WITH_VALUE.has(word)) yield [word, rest[++at] ?? '']
    else if (joined && WITH_VALUE.has(joined[1] ?? '')) yield [joined[1] ?? '', joined[2] ?? '']
    else if (glued) yield [glued[1] ?? '', glued[2] ?? '']
    else yield [word, '']
  }
}

function readHeader(text: string): { name: string; value: string } {
  const at = text.indexOf(':')
  return at < 0 ? { name: '', value: '' } : { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }
}

function urlEncoded(text: string): string {
  const at = text.indexOf('=')
  return at < 0 ? encodeURIComponent(text) : `${text.slice(0, at + 1)}${encodeURIComponent(text.slice(at + 1))}`
}

function basic(text: string): AuthDraft {
  const at = text.indexOf(':')
  const [username, secret] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  return { ...NO_AUTH, kind: 'basic_auth', username, secret }
}

/** Headers that carry a key are credentials, so that the key is masked. */
function takeAuthorization(headers: CurlRequest['headers'], given: AuthDraft) {
  let auth = given
  const rest = headers.filter(({ name, value }) => {
    const lower = name.toLowerCase()
    if (auth.kind !== 'none') return lower !== 'authorization'
    const bearer = lower === 'authorization' ? /^bearer\s+(.+)$/i.exec(value)?.[1] : undefined
    if (bearer) auth = { ...NO_AUTH, kind: 'bearer_token', secret: bearer }
    else if (lower === 'authorization') auth = { ...NO_AUTH, kind: 'custom_header', name, secret: value }
    else if (lower === 'x-api-key') auth = { ...NO_AUTH, kind: 'api_key', name, secret: value }
    else return true
    return false
  })
  return { headers: rest, auth }
}
