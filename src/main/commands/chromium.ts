import { Command, InvalidArgumentError, Option } from 'commander'
import { cacheFolder } from '../chromium/cache-folder.ts'
import { downloadChromium } from '../chromium/download.ts'
import { findChromium } from '../chromium/find.ts'
import { serveBrowser } from '../chromium/serve-browser.ts'
import { normalAddress } from '../network/addresses.ts'
import { makeDataDir } from '../process/data-dir.ts'
import { dataDirFlag, parsePort, UsageError } from '../process/options.ts'
import { STOP_SIGNALS } from '../process/stop-signals.ts'
import { needsCommand } from './needs-command.ts'

const MEGABYTE = 1024 * 1024

/** `bindery chromium install`: downloads the browser that Bindery draws with. */
export function chromiumCommand(): Command {
  const install = new Command('install')
    .description('download a Chromium to draw with')
    .addOption(dataDirFlag())
    .action(async ({ dataDir }: { dataDir: string }) => {
      makeDataDir(dataDir)
      let shown = -1
      const path = await downloadChromium({
        dataDir,
        onProgress(bytes, total) {
          const megabytes = Math.floor(bytes / MEGABYTE)
          if (megabytes === shown || !process.stderr.isTTY) return
          shown = megabytes
          process.stderr.write(`\r${megabytes} of ${Math.ceil(total / MEGABYTE)} MB`)
        },
      })
      process.stdout.write(`Chromium is installed at ${path}\n`)
    })
  return needsCommand(new Command('chromium'), 'install or serve')
    .description('manage the browser that draws')
    .addCommand(install)
    .addCommand(serveCommand())
}

const DEVTOOLS_PORT = 9222

/** `bindery chromium serve`: a browser that draws for farms on other machines, until it is stopped. */
function serveCommand(): Command {
  return new Command('serve')
    .description('draw for farms on other machines; whoever reaches its port controls it, so open it to them alone')
    .addOption(new Option('--port <n>', 'port of its DevTools').default(DEVTOOLS_PORT).argParser(parsePort))
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1').argParser(parseAddress))
    .addOption(
      new Option('--farm <address>', "address of a farm's proxy for pages, as it is reached from here (repeatable)")
        .default([] as string[], 'none')
        .argParser((text: string, before: string[]) => [...before, parseAddress(text)]),
    )
    .addOption(dataDirFlag())
    .action(serve)
}

/** Chromium takes no names for these. */
function parseAddress(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (normalAddress(bare) === null) throw new InvalidArgumentError('Expected an IP address, such as 192.168.1.6')
  return bare
}

interface ServeFlags {
  port: number
  host: string
  farm: string[]
  dataDir: string
}

async function serve({ port, host, farm, dataDir }: ServeFlags): Promise<void> {
  const cacheDir = cacheFolder()
  const found = await findChromium({ named: process.env.BINDERY_CHROMIUM || null, dataDir, cacheDir })
  if (!found) throw new UsageError('No Chromium was found. Download one with `bindery chromium install`.', 1)
  const browser = await serveBrowser({ path: found.path, cacheDir, address: host, port, farms: farm }).catch(
    (error) => {
      throw new UsageError(`Chromium at ${found.path} did not start: ${(error as Error).message}`, 1)
    },
  )
  let isStopping = false
  const stop = () => {
    isStopping = true
    void browser.stop()
  }
  for (const signal of STOP_SIGNALS) process.once(signal, stop)
  process.stdout.write(`Chromium draws at ${browser.url}${browser.sandboxed ? '' : ', without a sandbox'}\n`)
  await browser.ended
  if (!isStopping) throw new UsageError('Chromium has ended by itself.', 1)
}
