import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../../src/main/chromium/cache-folder.ts'
import { chromiumCandidates } from '../../src/main/chromium/find.ts'

/** What Chromium itself noted of its network, whatever the page and the farm say. */
export interface Notes {
  browsers: number
  /** `address:port` of every TCP connection that was tried. */
  tcp: string[]
  /** The same of UDP. */
  udp: string[]
  /** Names that it looked up by itself. */
  lookups: string[]
}

/** A command in `folder` that starts the browser that the farm would, with a log of all that its network stack does. */
export async function watchedBrowser(folder: string): Promise<string> {
  const options = { named: null, dataDir: join(homedir(), '.none'), cacheDir: cacheFolder() }
  const { value } = await chromiumCandidates(options).next()
  if (!value) throw new Error('There is no Chromium')
  const path = join(folder, 'chromium-watched')
  const log = `--log-net-log="${folder}/net-$$.json" --net-log-capture-mode=Everything`
  const flags = `printf '%s\\n' "$@" > "${folder}/flags-$$.txt"`
  await writeFile(path, `#!/bin/sh\n${flags}\nexec "${value.path}" ${log} "$@"\n`)
  await chmod(path, 0o700)
  return path
}

/** The port of the proxy that the browsers were started with. */
export async function proxyPort(folder: string): Promise<number> {
  const [name = ''] = (await readdir(folder)).filter((file) => file.startsWith('flags-'))
  const flags = await readFile(join(folder, name), 'utf8')
  return Number(/^--proxy-server=http:\/\/127\.0\.0\.1:(\d+)$/m.exec(flags)?.[1])
}

/** Chromium asks the kernel whether there is a route to this address, by a socket on which nothing is ever sent. */
const ROUTE_PROBE = '[2001:4860:4860::8888]:443'

const KNOWN_TYPES = [
  'TCP_CONNECT_ATTEMPT',
  'UDP_CONNECT',
  'UDP_BYTES_SENT',
  'HOST_RESOLVER_MANAGER_JOB',
  'DNS_TRANSACTION',
]

interface NetEvent {
  type: number
  params?: { address?: string; host?: string; hostname?: string }
}

/** To be read when the browsers have ended. A browser that was killed leaves its last moments out. */
export async function readNotes(folder: string): Promise<Notes> {
  const notes: Notes = { browsers: 0, tcp: [], udp: [], lookups: [] }
  for (const name of (await readdir(folder)).filter((file) => /^net-\d+\.json$/.test(file))) {
    const [head = '', , ...lines] = (await readFile(join(folder, name), 'utf8')).split('\n')
    if (head === '') continue
    const { constants } = parseLine<{ constants: { logEventTypes: Record<string, number> } }>(head, '}') ?? {}
    if (!constants) throw new Error(`The browser's notes ${name} can't be read`)
    const unknown = KNOWN_TYPES.filter((type) => !(type in constants.logEventTypes))
    if (unknown.length > 0) throw new Error(`This browser notes no ${unknown.join(', ')}`)
    notes.browsers++
    for (const line of lines) note(parseLine<NetEvent>(line, ''), constants.logEventTypes, notes)
  }
  return notes
}

function note(event: NetEvent | null, types: Record<string, number>, notes: Notes): void {
  const { type, params: { address, host, hostname } = {} } = event ?? {}
  if (address && type === types.TCP_CONNECT_ATTEMPT) notes.tcp.push(address)
  if (address && type === types.UDP_CONNECT && address !== ROUTE_PROBE) notes.udp.push(address)
  if (type === types.UDP_BYTES_SENT) notes.udp.push(address ?? 'where a socket was connected to')
  if (host && type === types.HOST_RESOLVER_MANAGER_JOB) notes.lookups.push(host)
  if (hostname && type === types.DNS_TRANSACTION) notes.lookups.push(hostname)
}

/** Lines end in a comma, the last one in what closes the list; one that was cut off is none. */
function parseLine<T>(line: string, end: string): T | null {
  try {
    return JSON.parse(`${line.replace(/,$|\],?$/, '')}${end}`) as T
  } catch {
    return null
  }
}
