import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import envPaths from 'env-paths'

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
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
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
export const defaultDataDir = (): string => envPaths('Bindery', { suffix: '' }).data

const env = (name: string): string | undefined => process.env[name] || undefined

/** Adds the flags that `serve` and `start` share. */
export function withFarmFlags(command: Command): Command {
  return command
    .addOption(new Option('--port <n>', 'port to listen on; 0 picks a free one').env('BINDERY_PORT').default(DEFAULT_PORT).argParser(parsePort))
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1').argParser(parseHost))
    .addOption(dataDirFlag())
    .addOption(new Option('--api-key-file <file>', 'file that holds the API key'))
    .addOption(new Option('--api-key <key>', 'the API key').env('BINDERY_API_KEY').argParser(parseApiKey))
    .addOption(
      new Option('--allow-host <entry>', 'host, address or CIDR that may be reached though it is private (repeatable)')
        .default([] as string[])
        .argParser(collect),
    )
    .addOption(new Option('--public-url <url>', 'how other devices reach Bindery').env('BINDERY_PUBLIC_URL').argParser(parsePublicUrl))
    .addOption(
      new Option('--server-name <name>', 'further Host name to answer to (repeatable)').default([] as string[]).argParser(collect),
    )
    .addOption(new Option('--log-level <level>', 'least level that is logged').choices(LOG_LEVELS).default('info'))
}

export const dataDirFlag = (): Option =>
  new Option('--data-dir <folder>', 'where Bindery keeps its data').env('BINDERY_DATA_DIR').default(defaultDataDir(), "the platform's application-data folder")

export function readFarmOptions(flags: Record<string, unknown>): FarmOptions {
  const allowed = (env('BINDERY_ALLOW_HOSTS') ?? '').split(',').map((entry) => entry.trim()).filter(Boolean)
  const apiKeyFile = (flags.apiKeyFile as string | undefined) ?? null
  return {
    port: flags.port as number,
    host: flags.host as string,
    dataDir: flags.dataDir as string,
    apiKey: apiKeyFile === null ? ((flags.apiKey as string | undefined) ?? null) : readApiKeyFile(apiKeyFile),
    apiKeyFile,
    allowHosts: [...allowed, ...(flags.allowHost as string[])],
    publicUrl: (flags.publicUrl as URL | undefined) ?? null,
    serverNames: flags.serverName as string[],
    logLevel: flags.logLevel as LogLevel,
    chromium: env('BINDERY_CHROMIUM') ?? null,
  }
}

/** Reads a command line; a fault in it is one line and exit status 2. */
export async function parseCommandLine(command: Command, argv: readonly string[]): Promise<void> {
  quiet(command)
  try {
    await command.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) throw new UsageError('', 0)
    throw new UsageError(`${error.message.replace(/^error: /, '')}. See --help.`)
  }
}

/** Commander's own printing is kept for help alone. */
function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {} }).showSuggestionAfterError(false)
  for (const child of command.commands) quiet(child)
}

const collect = (value: string, before: string[]): string[] => [...before, value]

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('Expected a port from 0 to 65535')
  return port
}

function parseHost(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (bare === '' || /[\s/]/.test(bare)) throw new InvalidArgumentError('Expected an address or host name')
  return bare
}

function parsePublicUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || url.username) {
    throw new InvalidArgumentError('Expected an http or https URL with no query, such as https://images.example.org')
  }
  return url
}

const MIN_KEY_LENGTH = 16

function parseApiKey(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text) || text.length < MIN_KEY_LENGTH) {
    throw new InvalidArgumentError(`Expected at least ${MIN_KEY_LENGTH} printable characters with no space`)
  }
  return text
}

function readApiKeyFile(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new UsageError(`The API key file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`, 1)
  }
  try {
    return parseApiKey(text)
  } catch (error) {
    throw new UsageError(`The API key in ${file} is not usable. ${(error as Error).message}.`)
  }
}

/** Where the farm's own key lies. */
export const apiKeyPath = (dataDir: string): string => join(dataDir, 'api-key')
