import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** Loaded before a program: kills it right before its n-th change to the files of a folder (`DIE_AT_STEP`, `DIE_IN`). */

const folder = process.env.DIE_IN ?? ''
let left = Number(process.env.DIE_AT_STEP)
const steps = ['renameSync', 'linkSync', 'rmSync', 'copyFileSync', 'chmodSync', 'openSync', 'mkdirSync'] as const

for (const name of steps) {
  const real = fs[name] as (...args: unknown[]) => unknown
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      const isOurs = args.some((arg) => typeof arg === 'string' && arg.startsWith(folder))
      const isNothing = name === 'rmSync' && !fs.existsSync(String(args[0]))
      if (isOurs && !isNothing && --left === 0) process.kill(process.pid, 'SIGKILL')
      return real(...args)
    },
  })
}
syncBuiltinESMExports()
