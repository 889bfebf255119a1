import { execFile } from 'node:child_process'

const LOOK_LIMIT_MS = 5_000

/** The shared libraries that a program wants and this system lacks, as ldd(1) tells; none where that can't be told. */
export function missingLibraries(path: string): Promise<string[]> {
  if (process.platform !== 'linux') return Promise.resolve([])
  return new Promise((resolve) => {
    execFile('ldd', [path], { timeout: LOOK_LIMIT_MS, env: { PATH: process.env.PATH, LC_ALL: 'C' } }, (_, stdout) => {
      const names = [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name ?? '')
      resolve([...new Set(names)])
    })
  })
}
