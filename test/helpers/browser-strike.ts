import { readFileSync } from 'node:fs'
import { descendantsOf } from './program.ts'

/** What is done to a browser: the end of all, of one of its processes, or a stop that nobody is told of. */
export type How = 'kill' | 'kill renderer' | 'kill gpu' | 'kill network' | 'stop'

export interface Strike {
  id: string
  phase: Phase
  how: How
  /** Milliseconds after the phase has begun. */
  delayMs: number
}

/** Whether a command (JSON) that goes to a browser begins a phase; `shots` counts the pictures that it took so far. */
type Begins = (command: string, shots: number) => boolean

const calls =
  (method: string, words = ''): Begins =>
  (command) =>
    command.includes(`"method":"${method}"`) && command.includes(words)
const never: Begins = () => false

/** Whether a command asks for a picture, in either of the ways there are. */
export const takesPicture = (command: string): boolean =>
  command.includes('"Page.captureScreenshot"') || command.includes('"screenshot"')

/** The phases of a browser's life, by the command that begins each. */
export const PHASES = {
  launch: never,
  'made ready': calls('Page.navigate', 'prime.bindery.invalid'),
  'page opened': calls('Target.attachToTarget'),
  'document written': calls('Runtime.evaluate', 'document.write('),
  'waiting for resources': never,
  settling: calls('Runtime.evaluate', 'getAnimations'),
  screenshot: takesPicture,
  pdf: calls('Page.printToPDF'),
  encode: takesPicture,
  'context made': calls('Target.createBrowserContext'),
  'context thrown away': calls('Target.disposeBrowserContext'),
  cleaning: (command, shots) => shots > 0 && calls('Page.navigate', 'about:blank')(command, shots),
  recycling: calls('Browser.close'),
  idle: never,
} as const satisfies Record<string, Begins>
export type Phase = keyof typeof PHASES

const TYPES: Partial<Record<How, string>> = {
  'kill renderer': '--type=renderer',
  'kill gpu': '--type=gpu-process',
  'kill network': '--utility-sub-type=network',
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended by itself.
  }
}

const isOfType = (pid: number, type: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(type)
  } catch {
    return false
  }
}

/** Does it to the browser of that number. */
export function strike(pid: number, how: How): void {
  const type = TYPES[how]
  const struck = type ? descendantsOf(pid).filter((child) => isOfType(child, type)) : [pid]
  for (const each of struck) signal(each, how === 'stop' ? 'SIGSTOP' : 'SIGKILL')
}
