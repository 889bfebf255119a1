import type { GateOptions } from '../network/gate.ts'
import { tryExtraCa } from '../process/extra-ca.ts'
import type { FarmContext } from './context.ts'
import type { Kept } from './kept.ts'

/** What the settings say of the way out, which is read anew whenever that is reset. */
export const wayOutOf = ({ parts, ownPorts }: FarmContext, { settings }: Pick<Kept, 'settings'>): GateOptions => ({
  allowed: () => settings.allowed(),
  ownPorts: () => ownPorts,
  ...(parts.lookup && { lookup: parts.lookup }),
  get extraCa() {
    const { extraCaFile } = settings.current()
    return extraCaFile === null ? null : tryExtraCa(extraCaFile, parts.log)
  },
  get systemCas() {
    return settings.current().systemCas
  },
  get outboundProxy() {
    return settings.outboundProxy()
  },
})
