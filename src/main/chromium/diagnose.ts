import { execFile } from 'node:child_process'

/** A browser that says nothing for this long, in milliseconds, has nothing to say about why it would not start. */
const DIAGNOSIS_LIMIT_MS = 5_000
const MAX_OUTPUT = 256 * 1024

/**
 * What a browser says on stderr when it is started by itself. Over the pipe its end is all there is to see, so this is
 * asked after a start that failed.
 */
export function diagnose(
  path: string,
  flags: readonly string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const limits = { timeout: DIAGNOSIS_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT, signal } as const
  // The headless shell is a program of the console, for which Windows would open one over what the person does.
  const quietly = { env, ...limits, windowsHide: true }
  return new Promise((resolve) => {
    execFile(path, ['--dump-dom', ...flags], quietly, (error, _stdout, stderr) => resolve(error ? stderr : ''))
  })
}
