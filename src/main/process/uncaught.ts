import type { Logger } from 'pino'

/** Ends the process at a fault that nothing caught, told as every other is: Node would print all that the error carries. */
export function endOnUncaught(log: Logger, end: () => void = () => process.exit(1)): void {
  const endOn = (error: unknown) => {
    log.fatal({ err: error }, 'A fault that nothing caught')
    end()
  }
  process.on('uncaughtException', endOn)
  // Node makes exceptions of these, but Electron prints them and goes on.
  process.on('unhandledRejection', endOn)
}
