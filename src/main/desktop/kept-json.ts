import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { writeOwnerOnly } from '../process/owner-file.ts'

/** Reads a small file of the desktop's own. One that is not there, or that can't be made sense of, is as good as none. */
export function readKept<T>(file: string, schema: z.ZodType<T>): T | null {
  try {
    const read = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

export const keep = (file: string, value: unknown): void => writeOwnerOnly(file, `${JSON.stringify(value, null, 2)}\n`)
