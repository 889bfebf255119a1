import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Lets the hundreds of programs that the tests start find compiled what one of them has loaded before (V8's compile cache). */
export default function setup(): (() => void) | undefined {
  if (process.env.NODE_COMPILE_CACHE !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'bindery-compiled-'))
  // Some tests run programs as somebody else.
  chmodSync(folder, 0o1777)
  process.env.NODE_COMPILE_CACHE = folder
  // A program that was just ended may still write there.
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
}
