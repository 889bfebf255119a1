import { Command } from 'commander'
import { downloadChromium } from '../chromium/download.ts'
import { makeDataDir } from '../data-dir.ts'
import { dataDirFlag } from '../options.ts'

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
  return new Command('chromium').description('manage the browser that draws').addCommand(install)
}
