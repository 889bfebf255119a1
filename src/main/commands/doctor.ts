import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { Command } from 'commander'
import { request } from 'undici'
import { createRenderer } from '../chromium/renderer.ts'
import { makeDataDir } from '../data-dir.ts'
import { diskSpace } from '../disk-space.ts'
import { systemKeychain } from '../keychain.ts'
import { apiKeyPath, DEFAULT_PORT, dataDirFlag } from '../options.ts'
import { openSecrets } from '../secrets.ts'
import { backups, database } from './doctor-database.ts'
import type { Finding } from './finding.ts'

const NODE_MAJOR = 24

/** `bindery doctor`: looks at what a farm needs on this machine and says what to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check this machine and say what to do')
    .addOption(dataDirFlag())
    .action(async ({ dataDir }: { dataDir: string }) => {
      const findings = await examine(dataDir)
      for (const { name, isFine, says } of findings) {
        process.stdout.write(`${isFine ? 'ok     ' : 'problem'}  ${name}: ${says}\n`)
      }
      if (findings.some(({ isFine }) => !isFine)) process.exitCode = 1
    })
}

async function examine(dataDir: string): Promise<Finding[]> {
  return [
    node(),
    folder(dataDir),
    await disk(dataDir),
    await database(dataDir),
    backups(dataDir, Date.now()),
    masterKey(dataDir),
    apiKey(dataDir),
    await server(),
    await chromium(dataDir),
  ]
}

function node(): Finding {
  const isFine = Number(process.versions.node.split('.')[0]) >= NODE_MAJOR
  return {
    name: 'Node',
    isFine,
    says: isFine
      ? process.version
      : `${process.version} is too old; run it through npm, which brings ${NODE_MAJOR} along`,
  }
}

function folder(dataDir: string): Finding {
  try {
    makeDataDir(dataDir)
    accessSync(dataDir, constants.R_OK | constants.W_OK)
    return { name: 'Data folder', isFine: true, says: dataDir }
  } catch (error) {
    return { name: 'Data folder', isFine: false, says: (error as Error).message }
  }
}

async function disk(dataDir: string): Promise<Finding> {
  const { freeBytes, isLow } = await diskSpace(existsSync(dataDir) ? dataDir : '.')
  const megabytes = freeBytes / 1024 ** 2
  const says = megabytes < 1024 ? `${Math.floor(megabytes)} MB free` : `${(megabytes / 1024).toFixed(1)} GB free`
  return { name: 'Disk', isFine: !isLow, says: isLow ? `${says}; free some space` : says }
}

function masterKey(dataDir: string): Finding {
  const secrets = openSecrets(dataDir, systemKeychain(dataDir))
  const where =
    secrets.backend === 'keychain' ? "the operating system's keychain" : 'a key file that only its owner can read'
  return {
    name: 'Secrets',
    isFine: secrets.available,
    says: secrets.available
      ? `protected by ${where}`
      : 'the key cannot be read; unlock the keychain or restore the file master.key',
  }
}

function apiKey(dataDir: string): Finding {
  const file = apiKeyPath(dataDir)
  if (!existsSync(file)) return { name: 'API key', isFine: true, says: 'none yet; the first start makes it' }
  const isOpen = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0
  return {
    name: 'API key',
    isFine: !isOpen,
    says: isOpen ? `others can read ${file}; run chmod 600 on it and rotate the key` : file,
  }
}

async function server(): Promise<Finding> {
  const url = `http://127.0.0.1:${Number(process.env.BINDERY_PORT) || DEFAULT_PORT}`
  try {
    const { body } = await request(`${url}/status`, { headersTimeout: 2000, bodyTimeout: 2000 })
    const { version } = (await body.json()) as { version?: unknown }
    const isBindery = typeof version === 'string'
    return {
      name: 'Server',
      isFine: isBindery,
      says: isBindery
        ? `Bindery ${version} is running at ${url}`
        : `another program answers at ${url}; choose a port with --port`,
    }
  } catch {
    return { name: 'Server', isFine: true, says: `nothing is listening at ${url}; Bindery is not running there` }
  }
}

async function chromium(dataDir: string): Promise<Finding> {
  // Nothing is loaded by a browser that only shows that it starts, so it needs no proxy.
  const proxy = { port: 9, username: '', password: '' }
  const renderer = createRenderer({ named: process.env.BINDERY_CHROMIUM || null, dataDir, proxy, size: 1 })
  await renderer.start().catch(() => {})
  const { state, version, path, sandboxed, detail } = renderer.state()
  await renderer.stop()
  const isFine = state === 'ready'
  const sandbox = sandboxed ? '' : '; its sandbox is off (root, or no user namespaces)'
  return { name: 'Chromium', isFine, says: isFine ? `${version} at ${path}${sandbox}` : (detail ?? state) }
}
