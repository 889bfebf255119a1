import { type Logger, pino, stdTimeFunctions } from 'pino'
import type { LogLevel } from '../process/options.ts'
import { errorFacts, loggableFacts } from './log-facts.ts'
import { type LogSink, stderrSink } from './log-sink.ts'
import { loggableText } from './log-text.ts'

/** The farm's log: one JSON object a line, on stderr unless told otherwise. All that is logged is cleaned here. */
export function createLog(level: LogLevel, sink: LogSink = stderrSink()): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      // Errors are facts by then, and pino's own way with them would tell of their causes.
      serializers: { err: (facts: unknown) => facts },
      formatters: { level: (label) => ({ level: label }), log: loggableFacts },
      hooks: {
        logMethod(args, method) {
          method.apply(this, cleanArguments(args) as typeof args)
        },
      },
    },
    sink,
  )
}

/** pino takes the message of an error that is logged by itself for the line's own. */
function cleanArguments(args: readonly unknown[]): unknown[] {
  const [first, ...rest] = args
  const cleaned = rest.map(cleanText)
  if (first instanceof Error)
    return [{ err: first }, cleaned[0] ?? String(errorFacts(first).message), ...cleaned.slice(1)]
  return [cleanText(first), ...cleaned]
}

function cleanText(value: unknown): unknown {
  if (typeof value === 'string') return loggableText(value)
  return value instanceof Error ? errorFacts(value).message : value
}
