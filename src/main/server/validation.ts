import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { type FieldError, Problem } from '../../shared/errors.ts'

/** Holds what comes in against its schema; what does not fit is one problem that names every field. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (input) => {
    const { success, data, error } = schema.safeParse(input)
    return success ? { value: data } : { error: new InvalidRequest(invalid(error.issues, input)) }
  }

/** A problem on its way through the framework, which writes members of its own on the errors of validators. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** All fields of one request that are not as they should be. */
export function invalid(issues: readonly z.core.$ZodIssue[], input: unknown): Problem {
  // Of several faults of one member the first says enough: what is empty also has a wrong form.
  const found = Map.groupBy(
    issues.flatMap((issue) => toFields(issue, input)),
    ({ field }) => field,
  )
  const fields = [...found.values()].flatMap((faults) => faults.slice(0, 1))
  const [only] = fields
  const summary =
    fields.length === 1 && only
      ? `${only.field || 'The body'}: ${only.message}`
      : `${fields.length} members are not valid`
  return new Problem('validation-error', `${summary}.`, { fields })
}

function toFields(issue: z.core.$ZodIssue, input: unknown): FieldError[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of a plain union the branch that came furthest says the most.
    const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? []
    if (best.length > 0) {
      return best.flatMap((inner) => toFields({ ...inner, path: [...issue.path, ...inner.path] }, input))
    }
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => ({ ...describe(inner, true), field: pathText(issue.path) }))
  }
  return [describe(issue, valueAt(input, issue.path) !== undefined)]
}

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map(({ path }) => path.length))

function describe(issue: z.core.$ZodIssue, isPresent: boolean): FieldError {
  const field = pathText(issue.path)
  if (issue.code === 'custom') {
    const params = issue.params as { code?: FieldError['code']; column?: number } | undefined
    return {
      field,
      message: issue.message,
      code: params?.code ?? 'invalid_format',
      ...(params?.column !== undefined && { column: params.column }),
    }
  }
  if (!isPresent) return { field, message: 'Required', code: 'required' }
  return { field, message: messageOf(issue), code: codeOf(issue) }
}

/** The desk shows them beside the fields. A choice that decides what else there is to say is told in the words of every other choice. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' || issue.code === 'too_big') return boundWords(issue)
  if (issue.code !== 'invalid_union' || !('options' in issue)) return issue.message
  const options = issue.options?.map((option) => JSON.stringify(option)) ?? []
  return `Invalid option: expected one of ${options.join('|')}`
}

function boundWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  if (codeOf(issue) === 'required') return 'Required'
  const [word, bound] = issue.code === 'too_small' ? ['least', issue.minimum] : ['most', issue.maximum]
  const units = { string: [' character', ' characters'], array: [' entry', ' entries'] }[issue.origin as string]
  return `At ${word} ${bound}${units?.[bound === 1 ? 0 : 1] ?? ''}`
}

function codeOf(issue: z.core.$ZodIssue): FieldError['code'] {
  switch (issue.code) {
    case 'invalid_type':
      return 'invalid_type'
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array' ? 'too_long' : 'out_of_range'
    case 'too_small':
      return issue.origin === 'string' ? 'required' : 'out_of_range'
    case 'invalid_value':
    case 'invalid_union':
      return 'unknown_value'
    default:
      return 'invalid_format'
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const step of path) {
    if (value === null || typeof value !== 'object') return undefined
    value = Object.hasOwn(value, step) ? (value as Record<PropertyKey, unknown>)[step] : undefined
  }
  return value
}

function pathText(path: readonly PropertyKey[]): string {
  const texts = path.map((step, index) => {
    if (typeof step === 'number') return `[${step}]`
    return index > 0 ? `.${String(step)}` : String(step)
  })
  return texts.join('')
}
