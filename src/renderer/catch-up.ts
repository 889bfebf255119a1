import type { FarmEvent } from '../shared/events.ts'
import type { StreamEvent } from './event-stream.ts'
import { dropTemplate } from './stores/templates.ts'
import { loadBindings, loadTemplate } from './sync-stores.ts'

/** Events come in bursts; what they touch is read once per burst, after this, in milliseconds. */
const BURST_MS = 100

type Told = FarmEvent['type']
const OF_BINDINGS: readonly Told[] = [
  'binding.updated',
  'binding.failed',
  'binding.created',
  'binding.changed',
  'binding.deleted',
  'binding.restored',
]
const OF_TEMPLATES: readonly Told[] = ['template.created', 'template.changed', 'template.deleted']

export interface CatchUp {
  take(event: StreamEvent): void
  /** Settles with the first reading. */
  loaded: Promise<unknown>
}

/**
 * Reads again what the events of a burst are about, once it is over.
 * @param loaded the first reading of everything, which what is read later must not be overtaken by
 */
export function createCatchUp(loaded: Promise<unknown>, signal: AbortSignal): CatchUp {
  const bindings = new Set<string>()
  /** With the last that was told of each: nothing is asked for one that is gone. */
  const templates = new Map<string, string>()
  let timer: ReturnType<typeof setTimeout> | null = null

  async function settle(): Promise<void> {
    await loaded
    timer = null
    if (signal.aborted) return
    const [these, those] = [[...bindings], [...templates]]
    bindings.clear()
    templates.clear()
    await Promise.all([these.length > 0 ? loadBindings(these) : null, ...those.map(takeTemplate)])
  }

  // The stream notices by itself when the farm is gone; what could not be read is read again once it is back.
  const look = () => void settle().catch(() => {})
  signal.addEventListener('abort', () => timer && clearTimeout(timer))
  return {
    loaded,
    take({ type, data }) {
      const isOf = (types: readonly string[]) => types.includes(type)
      if (isOf(OF_BINDINGS)) bindings.add(idOf(data, 'bindingId'))
      else if (isOf(OF_TEMPLATES)) templates.set(idOf(data, 'templateId'), type)
      else return
      timer ??= setTimeout(look, BURST_MS)
    },
  }
}

const takeTemplate = async ([uid, told]: [string, string]): Promise<void> =>
  told === 'template.deleted' ? dropTemplate(uid) : loadTemplate(uid)

const idOf = (data: string, member: 'bindingId' | 'templateId'): string =>
  (JSON.parse(data) as { data: Record<string, string> }).data[member] ?? ''
