import { networkInterfaces } from 'node:os'

/** The addresses of this machine's interfaces as they are now; those come and go. */
export const interfaceAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
