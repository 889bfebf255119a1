import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Problem } from '../shared/errors.ts'

/**
 * The text of a PEM file of certificate authorities.
 * @throws {Problem} `validation-error` where it can't be read or holds no certificate
 */
export function readExtraCa(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8')
    new X509Certificate(pem)
    return pem
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'There is no such file' : 'It holds no certificate in PEM form that can be read'
    const message = `${why}: ${file}`
    const fields = [{ field: 'extraCaFile', message, code: 'unknown_value' as const }]
    throw new Problem('validation-error', message, { fields, cause })
  }
}
