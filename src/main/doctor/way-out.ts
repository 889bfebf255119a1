import { X509Certificate } from 'node:crypto'
import type { Settings } from '../../shared/settings.ts'
import { parseOutboundProxy } from '../network/outbound-proxy.ts'
import { readExtraCa } from '../process/extra-ca.ts'
import { advice, type Finding, ok, problem } from './finding.ts'
import { answers } from './server.ts'

const DAY_MS = 24 * 3_600_000
/** Renewing takes people a while. */
const SOON_MS = 30 * DAY_MS

export async function lookAtOutboundProxy({ outboundProxy }: Pick<Settings, 'outboundProxy'>): Promise<Finding> {
  const name = 'Outbound proxy'
  if (outboundProxy === null) return ok(name, 'none')
  try {
    const { host, port } = parseOutboundProxy(outboundProxy)
    if (await answers(host, port)) return ok(name, `${host}:${port} can be reached`)
    return problem(name, `${host}:${port} can't be reached; start it, or change the setting outboundProxy`)
  } catch (error) {
    return problem(name, (error as Error).message)
  }
}

export function lookAtExtraCa(
  { extraCaFile, systemCas }: Pick<Settings, 'extraCaFile' | 'systemCas'>,
  now: number,
): Finding {
  const name = 'Authorities'
  const own = systemCas ? "Node's own and this machine's" : "Node's own"
  if (extraCaFile === null) return ok(name, own)
  try {
    const [first, ...others] = certificatesIn(readExtraCa(extraCaFile)).sort((a, b) => endOf(a) - endOf(b))
    const earliest = first ? endOf(first) : now
    const day = new Date(earliest).toISOString().slice(0, 10)
    const replace = `put a new file at ${extraCaFile}, then set extraCaFile again`
    if (earliest < now) return problem(name, `a certificate in ${extraCaFile} expired on ${day}; ${replace}`)
    if (earliest - now < SOON_MS) return advice(name, `a certificate in ${extraCaFile} expires on ${day}; ${replace}`)
    return ok(name, `${own}, and ${others.length + 1} of ${extraCaFile}, good until ${day}`)
  } catch (error) {
    return problem(name, `${(error as Error).message}; put it back, or change the setting extraCaFile`)
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
const certificatesIn = (text: string): X509Certificate[] =>
  (text.match(PEM) ?? []).map((pem) => new X509Certificate(pem))
const endOf = ({ validToDate }: X509Certificate): number => validToDate.getTime()
