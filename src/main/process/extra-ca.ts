import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { Problem } from '../../shared/errors.ts'

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

/** The file of the settings, or null where it has gone: the farm starts all the same, and what needs it fails and says so. */
export function tryExtraCa(file: string, log: Logger): string | null {
  try {
    return readExtraCa(file)
  } catch (error) {
    log.error({ err: error }, 'The extra CA file of the settings is not used')
    return null
  }
}
