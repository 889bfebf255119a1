import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, renameSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { PHASES, type Strike, strike, takesPicture } from './browser-strike.ts'

// A program that stands in for Chromium: it starts the real one, passes its pipes through, and strikes it at the
// moment that the file `plan` names.

const [real = '', folder = '', ...args] = process.argv.slice(2)
const plan = join(folder, 'plan')

/** Takes the plan if it is for this phase; a rename can succeed only once, however many browsers look. */
function claim(isNow: (phase: Strike['phase']) => boolean): Strike | null {
  try {
    if (!existsSync(plan)) return null
    const planned = JSON.parse(readFileSync(plan, 'utf8')) as Strike
    if (!isNow(planned.phase)) return null
    renameSync(plan, join(folder, `struck-${planned.id}`))
    return planned
  } catch {
    // Another browser was faster.
    return null
  }
}

// Started to hear why it does not start: there are no pipes then.
if (args.includes('--dump-dom')) process.execve?.(real, [real, ...args])

const atLaunch = claim((phase) => phase === 'launch')
const browser = spawn(real, args, { stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'] })
const pid = browser.pid ?? 0
appendFileSync(join(folder, 'browsers'), `${pid}\n`)
browser.on('exit', () => process.exit(1))
if (atLaunch) setTimeout(() => strike(pid, atLaunch.how), atLaunch.delayMs)

const fromFarm = new Socket({ fd: 3 })
const toFarm = new Socket({ fd: 4 })
const [toBrowser, fromBrowser] = [browser.stdio[3] as Duplex, browser.stdio[4] as Duplex]
for (const stream of [fromFarm, toFarm, toBrowser, fromBrowser]) stream.on('error', () => {})
// A browser that is stopped would not notice.
fromFarm.on('end', () => strike(pid, 'kill'))

let shots = 0
/** What is struck once the answer to this command has passed. */
let atAnswer: { id: number; planned: Strike } | null = null

function onCommand(text: string): void {
  const planned = claim((phase) => PHASES[phase](text, shots))
  if (takesPicture(text) && shots++ === 0) appendFileSync(join(folder, 'drawing'), `${pid}\n`)
  if (!planned) return
  const id = Number(/"id":(\d+)/.exec(text)?.[1])
  if (planned.phase === 'encode') atAnswer = { id, planned }
  else setTimeout(() => strike(pid, planned.how), planned.delayMs)
}

/** Commands are small but for documents, so they are read whole; of an answer only its beginning is looked at. */
let rest = ''
fromFarm.on('data', (chunk: Buffer) => {
  const messages = (rest + chunk.toString('latin1')).split('\0')
  rest = messages.pop() ?? ''
  for (const message of messages) onCommand(message)
  toBrowser.write(chunk)
})
fromBrowser.on('data', (chunk: Buffer) => {
  toFarm.write(chunk)
  const due = atAnswer
  if (!due || !chunk.includes(`{"id":${due.id},`)) return
  atAnswer = null
  setTimeout(() => strike(pid, due.planned.how), due.planned.delayMs)
})
