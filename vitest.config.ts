import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/helpers/longest-first.ts'

/** Each has a farm and browsers of its own, which take half a gigabyte. */
const MOST_WORKERS = 8

export default defineConfig({
  plugins: [
    {
      // electron-vite turns `?modulePath` into the path of a built chunk; under test Node runs the source itself.
      name: 'module-path-of-source',
      enforce: 'pre',
      async resolveId(source, importer) {
        if (!source.endsWith('?modulePath')) return null
        const resolved = await this.resolve(source.replace('?modulePath', ''), importer)
        return resolved ? `\0module-path:${resolved.id}` : null
      },
      load(id) {
        return id.startsWith('\0module-path:') ? `export default ${JSON.stringify(id.slice(13))}` : null
      },
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/helpers/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    // A machine that is busy with something else is no fault.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Half of the time the files wait: for a browser, a disk, a process that starts.
    maxWorkers: Math.min(MOST_WORKERS, 2 * availableParallelism()),
  },
})
