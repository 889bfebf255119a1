import type { Blocked } from '../../shared/blocked.ts'

type Place = Pick<Blocked, 'host' | 'port'>

/** A host and its port as an entry of the allow list writes them. */
export const hostEntry = ({ host, port }: Place): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** What the button says that lets a refused host through, wherever it stands. */
export const allowLabel = (place: Place): string => `Allow this host (${hostEntry(place)})`

const MEANS: Record<Blocked['purpose'], string> = {
  data: 'fetch data from it',
  pages: 'load pages from it',
  webhooks: 'send webhooks to it',
}
export const allowMeans = ({ purpose }: Blocked): string => `Lets Bindery ${MEANS[purpose]}, and no more`
export const allowedWords = (blocked: Blocked): string =>
  `Allowed ${hostEntry(blocked)}: Bindery may ${MEANS[blocked.purpose]}. The settings hold the list.`
