import { Problem } from '../../shared/errors.ts'
import { surviveClosedOutput } from './closed-output.ts'
import { UsageError } from './options.ts'

/** Runs a program: what goes wrong is one line on stderr and an exit status, never a stack trace. */
export async function runMain(program: () => Promise<void>): Promise<void> {
  surviveClosedOutput()
  try {
    await program()
  } catch (error) {
    process.exitCode = report(error)
  }
}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    if (error.message !== '') process.stderr.write(`bindery: ${error.message}\n`)
    return error.exitCode
  }
  const message = error instanceof Problem || error instanceof Error ? error.message : String(error)
  process.stderr.write(`bindery: ${message.split('\n')[0]}\n`)
  return 1
}
