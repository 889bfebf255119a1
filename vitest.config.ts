import { availableParallelism, totalmem } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/helpers/longest-first.ts'
import { modulePath } from './test/helpers/module-path.ts'

/** Each has a farm and browsers of its own, which take half a gigabyte: as much again is left to all else. */
const MOST_WORKERS = Math.min(8, Math.floor(totalmem() / 1024 ** 3))

const DESKTOP = 'test/main/desktop/**/*.test.ts'

export default defineConfig({
  plugins: [modulePath(import.meta.dirname)],
  test: {
    projects: [
      // A worker goes on to the next file with what it has loaded: to load the farm anew takes a second each time.
      { extends: true, test: { name: 'farm', include: ['test/**/*.test.ts'], exclude: [DESKTOP], isolate: false } },
      // Electron's place is taken there, once for each file.
      { extends: true, test: { name: 'desktop', include: [DESKTOP] } },
    ],
    globalSetup: ['./test/helpers/temp-in-memory.ts', './test/helpers/compiled-once.ts'],
    reporters: ['default', './test/helpers/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    // A machine that is busy with something else is no fault.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Half of the time the files wait: for a browser, a disk, a process that starts. With a third for each core two cores took longer.
    maxWorkers: Math.max(1, Math.min(MOST_WORKERS, 2 * availableParallelism())),
  },
})
