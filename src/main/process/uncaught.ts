import type { Logger } from 'pino'

/** Ends the process at a fault that nothing caught, told as every other is: Node would print all that the error carries. */
export function endOnUncaught(log: Logger, end: () => void = () => process.exit(1)): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'A fault that nothing caught')
    end()
  })
}
