import { createHash, hash } from 'node:crypto'

/** SHA-256 in hex. */
export const sha256 = (content: string | Buffer): string => hash('sha256', content, 'hex')

/** The same of texts that begin alike: what is long is read once. */
export function sha256After(beginning: string): (rest: string) => string {
  const begun = createHash('sha256').update(beginning)
  return (rest) => begun.copy().update(rest).digest('hex')
}
