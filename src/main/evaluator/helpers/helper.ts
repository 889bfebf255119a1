/**
 * An inline helper. `parameters` names what it takes, in order: an argument may be given in its place or by its name
 * (`{{truncate s 10 suffix="…"}}`). Null means: any number of arguments, by place alone.
 *
 * `run` is total: a value that it can't use comes back as '', and nothing is thrown but ExpressionFault at a limit.
 */
export interface Helper {
  parameters: readonly string[] | null
  run(...given: unknown[]): unknown
}

export type Helpers = Record<string, Helper>

export const helper = (parameters: readonly string[] | null, run: Helper['run']): Helper => ({ parameters, run })
