import { Problem } from '../../shared/errors.ts'
import { loggableText } from './log-text.ts'

/** Members whose values are nobody's business, whoever logs them. */
const PRIVATE =
  /authorization|cookie|token|secret|password|passphrase|credential|api-?_?key|^(value|key|auth|headers?|rawHeaders|query|search|body|data|input|cause|options|html|variables)$/i
const REDACTED = '[redacted]'
const MAX_DEPTH = 4
const MAX_ITEMS = 20

/** What is logged beside a message, without what must not be: see `PRIVATE`, `loggableText` and `errorFacts`. */
export function loggableFacts(facts: Record<string, unknown>): Record<string, unknown> {
  return cleanMembers(facts, MAX_DEPTH)
}

function cleanMembers(facts: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, PRIVATE.test(name) ? REDACTED : clean(value, depth)]),
  )
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return loggableText(value)
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? String(value) : value
  if (value instanceof Error) return errorFacts(value)
  if (value instanceof Date) return value
  if (depth === 0) return '[…]'
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((each) => clean(each, depth - 1))
  // Requests, sockets and buffers hold all that came in.
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(value))
  return isPlain ? cleanMembers(value, depth - 1) : `[${value.constructor?.name ?? 'object'}]`
}

/**
 * What is logged of an error: its kind, message and stack. Never its cause or other members, which hold the options,
 * headers and bodies of the exchange that failed. A Problem is foreseen, so its stack says nothing.
 */
export function errorFacts(error: Error): Record<string, unknown> {
  const message = loggableText(withoutQuotes(error))
  if (error instanceof Problem) return { type: error.name, code: error.code, stage: error.options.stage, message }
  const { code } = error as NodeJS.ErrnoException
  return { type: error.name, ...(typeof code === 'string' && { code }), message, stack: framesOf(error) }
}

/** A parser's complaint repeats what it was given. */
function withoutQuotes({ name, message }: Error): string {
  return name === 'SyntaxError' ? message.replace(/"[\s\S]*"|'[^']*'/g, '"…"') : message
}

/** The frames alone: a stack begins with the message. */
function framesOf({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return loggableText(frames.map((line) => line.trim()).join('\n'))
}
