import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { type Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import envPaths from 'env-paths'
import { type ChromiumEndpoint, chromiumEndpointSchema } from '../../shared/chromium-endpoint.ts'
import { Problem } from '../../shared/errors.ts'
import { fileText } from '../../shared/file-text.ts'
import { parseHostPort } from '../../shared/host-port.ts'
import { parseAllowEntry } from '../network/allow-list.ts'

/** How a farm is started, from flags and environment. */
export interface FarmOptions {
  /** 0 picks a free one. */
  port: number
  host: string
  dataDir: string
  /** Given keys are used as they are; else the data dir's own is read or made. */
  apiKey: string | null
  apiKeyFile: string | null
  allowHosts: string[]
  publicUrl: URL | null
  serverNames: string[]
  logLevel: LogLevel
  chromium: string | null
  /** Browsers elsewhere that draw too, with all that is secret in their URLs. */
  chromiumEndpoints: ChromiumEndpoint[]
  /** `host:port`; these go before the settings of the same names. */
  pageProxyListen: string | null
  pageProxyAddress: string | null
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A command line that can't be carried out: one line to say so, and the exit status. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly exitCode: number

  constructor(message: string, exitCode = 2) {
    super(message)
    this.exitCode = exitCode
  }
}

export const DEFAULT_PORT = 4747

/** The platform's application-data folder. */
const defaultDataDir = (): string => envPaths('Bindery', { suffix: '' }).data

const env = (name: string): string | undefined => process.env[name] || undefined

/** Adds the flags that `serve` and `start` share. */
export function withFarmFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--port <n>', 'port to listen on; 0 picks a free one')
        .env('BINDERY_PORT')
        .default(DEFAULT_PORT)
        .argParser(parsePort),
    )
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1').argParser(parseHost))
    .addOption(dataDirFlag())
    .addOption(new Option('--api-key-file <file>', 'file that holds the API key'))
    .addOption(new Option('--api-key <key>', 'the API key').env('BINDERY_API_KEY'))
    .addOption(
      new Option(
        '--allow-host <entry>',
        'host, address or CIDR that may be reached though it is private (repeatable; env: BINDERY_ALLOW_HOSTS, a comma list)',
      )
        .default([] as string[], 'none')
        .argParser(collectAllowed),
    )
    .addOption(
      new Option('--public-url <url>', 'how other devices reach Bindery')
        .env('BINDERY_PUBLIC_URL')
        .argParser(parsePublicUrl),
    )
    .addOption(
      new Option('--server-name <name>', 'further Host name to answer to (repeatable)')
        .default([] as string[], 'none')
        .argParser(collectName),
    )
    .addOption(
      new Option(
        '--page-proxy-listen <host:port>',
        'where the proxy listens by which pages in browsers elsewhere load what they load',
      )
        .env('BINDERY_PAGE_PROXY_LISTEN')
        .argParser(parseAuthority),
    )
    .addOption(
      new Option(
        '--page-proxy-address <host:port>',
        'how those browsers reach that proxy, where it is not as it listens',
      )
        .env('BINDERY_PAGE_PROXY_ADDRESS')
        .argParser(parseAuthority),
    )
    .addOption(new Option('--log-level <level>', 'least level that is logged').choices(LOG_LEVELS).default('info'))
}

export const dataDirFlag = (): Option =>
  new Option('--data-dir <folder>', 'where Bindery keeps its data')
    .env('BINDERY_DATA_DIR')
    .default(defaultDataDir(), "the platform's application-data folder")
    .argParser(parseFolder)

/** Of the desktop alone; with no window there is nothing to hide. */
export const hiddenFlag = (): Option =>
  new Option('--hidden', 'open no window at the start; the tray opens it (minimised, where there is no tray)')

export function readFarmOptions(flags: Record<string, unknown>): FarmOptions {
  const apiKeyFile = (flags.apiKeyFile as string | undefined) ?? null
  return {
    port: flags.port as number,
    host: flags.host as string,
    dataDir: flags.dataDir as string,
    apiKey: apiKeyFile === null ? readApiKey(flags.apiKey as string | undefined) : readApiKeyFile(apiKeyFile),
    apiKeyFile,
    allowHosts: [...allowedByEnvironment(), ...(flags.allowHost as string[])],
    publicUrl: (flags.publicUrl as URL | undefined) ?? null,
    serverNames: flags.serverName as string[],
    logLevel: flags.logLevel as LogLevel,
    chromium: env('BINDERY_CHROMIUM') ?? null,
    chromiumEndpoints: endpointsOfEnvironment(),
    pageProxyListen: (flags.pageProxyListen as string | undefined) ?? null,
    pageProxyAddress: (flags.pageProxyAddress as string | undefined) ?? null,
  }
}

/** Reads a command line; a fault in it is one line and exit status 2. */
export async function parseCommandLine(command: Command, argv: readonly string[]): Promise<void> {
  quiet(command)
  forgetEmptyVariables()
  try {
    await command.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) throw new UsageError('', 0)
    // All that it says of `help` with a name that it does not know.
    const isUnknown = error.code === 'commander.help'
    const fault = isUnknown ? 'There is no such command' : error.message.replace(/^error: |\.$/g, '')
    throw new UsageError(`${fault}. See --help.`)
  }
}

/** A variable that is set to nothing is not set; unit files and compose files leave such. */
function forgetEmptyVariables(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('BINDERY_') && process.env[name] === '') delete process.env[name]
  }
}

/** Commander's own printing is kept for help alone. */
function quiet(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError(false)
  for (const child of command.commands) quiet(child)
}

function collectAllowed(text: string, before: string[]): string[] {
  const fault = findAllowFault(text)
  if (fault !== null) throw new InvalidArgumentError(fault)
  return [...before, text]
}

/** What the environment allows; flags add to it. */
function allowedByEnvironment(): string[] {
  const list = env('BINDERY_ALLOW_HOSTS') ?? ''
  const entries = list.split(',').map((entry) => entry.trim())
  const given = entries.filter((entry) => entry !== '')
  const fault = given.map(findAllowFault).find((found) => found !== null)
  if (fault) throw new UsageError(`BINDERY_ALLOW_HOSTS: ${fault}`)
  return given
}

/** `URL#WEIGHT`, several of them with commas between. What is wrong with one is told by its place, since it may hold a token. */
export function endpointsOfEnvironment(): ChromiumEndpoint[] {
  const entries = (env('BINDERY_CHROMIUM_ENDPOINTS') ?? '').split(',').map((entry) => entry.trim())
  return entries
    .filter((entry) => entry !== '')
    .map((entry, index) => {
      const [, url, weight = '1'] = /^([^#]*)(?:#(\d+))?$/.exec(entry) ?? []
      const read = chromiumEndpointSchema.safeParse({ url, weight: Number(weight) })
      if (read.success) return read.data
      throw new UsageError(
        `BINDERY_CHROMIUM_ENDPOINTS: number ${index + 1} is not usable. Expected http(s)://host:port or ws(s)://host:port, with #2 behind it for two pages at a time.`,
      )
    })
}

function findAllowFault(entry: string): string | null {
  try {
    parseAllowEntry(entry)
    return null
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

function collectName(text: string, before: string[]): string[] {
  if (!isHostName(text)) throw new InvalidArgumentError('Expected a host name with no port, such as farm.example.org')
  // As a client writes it in Host: lower case, punycode, brackets around IPv6.
  return [...before, new URL(`http://${isIP(text) === 6 ? `[${text}]` : text}`).hostname]
}

function parseAuthority(text: string): string {
  if (parseHostPort(text) === null) throw new InvalidArgumentError('Expected host:port, such as 192.168.1.5:4748')
  return text
}

function parseFolder(text: string): string {
  if (text.trim() === '' || text.includes('\0')) throw new InvalidArgumentError('Expected a folder')
  return resolve(text)
}

/** Whether it can stand as the host of a URL, with nothing beside it. */
function isHostName(text: string): boolean {
  const shown = isIP(text) === 6 ? `[${text}]` : text
  return !/[\s/?#@\\]|:\d*$/.test(shown) && URL.canParse(`http://${shown}`)
}

export function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('Expected a port from 0 to 65535')
  return port
}

function parseHost(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (!isHostName(bare)) throw new InvalidArgumentError('Expected an address or host name, with no port')
  // Looked up, it is ::1 first on many systems, and a server listens at one address of a name alone.
  return bare.toLowerCase() === 'localhost' ? '127.0.0.1' : bare
}

function parsePublicUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new InvalidArgumentError('Expected an http or https URL with no query, such as https://images.example.org')
  }
  return url
}

const MIN_KEY_LENGTH = 16

/** Not a parser of Commander's, whose messages repeat what was given. */
function checkApiKey(text: string, what: string): string {
  if (/^[\x21-\x7e]+$/.test(text) && text.length >= MIN_KEY_LENGTH) return text
  throw new UsageError(`${what} is not usable. Expected at least ${MIN_KEY_LENGTH} printable characters with no space.`)
}

const readApiKey = (text: string | undefined): string | null =>
  text === undefined ? null : checkApiKey(text, 'The API key')

function readApiKeyFile(file: string): string {
  let text: string
  try {
    text = fileText(readFileSync(file)).trim()
  } catch (error) {
    throw new UsageError(`The API key file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
  return checkApiKey(text, `The API key in ${file}`)
}

/** Where the farm's own key lies. */
export const apiKeyPath = (dataDir: string): string => join(dataDir, 'api-key')

/** The file of the key that holds; null for a key that was given as it is. */
export const apiKeyPlace = ({
  apiKey,
  apiKeyFile,
  dataDir,
}: Pick<FarmOptions, 'apiKey' | 'apiKeyFile' | 'dataDir'>): string | null =>
  apiKeyFile ?? (apiKey === null ? apiKeyPath(dataDir) : null)
