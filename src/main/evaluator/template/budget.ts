import { ExpressionFault } from '../expression-fault.ts'
import { MAX_COMPOSED_BYTES, MAX_ITERATIONS } from '../limits.ts'

/** What one composition may still use up. */
export interface Budget {
  /** Counts one round of an `#each`. */
  iterate(loop: hbs.AST.SourceLocation): void
  /** Counts printed text. */
  print(text: string): string
  /** Refuses a text that could never be part of a page; `length` in characters. */
  checkLength(length: number): void
}

export function createBudget(): Budget {
  let iterations = 0
  let printed = 0
  const checkLength = (length: number) => {
    if (length > MAX_COMPOSED_BYTES) throw tooLarge()
  }
  return {
    iterate({ start }) {
      if (++iterations <= MAX_ITERATIONS) return
      throw ExpressionFault.ofTemplate([
        {
          code: 'ITERATION_LIMIT_EXCEEDED',
          message: `#each goes round more than ${MAX_ITERATIONS.toLocaleString('en-US')} times in all`,
          line: start.line,
          column: start.column + 1,
        },
      ])
    },
    print(text) {
      printed += text.length
      checkLength(printed)
      return text
    },
    checkLength,
  }
}

export function tooLarge(): ExpressionFault {
  return new ExpressionFault(`The composed page is larger than ${MAX_COMPOSED_BYTES / 1024 / 1024} MiB`)
}
