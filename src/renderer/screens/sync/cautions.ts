import type { SyncPlan } from '../../../shared/sync.ts'
import { counted } from '../../words/number.ts'

/** More hosts than this are counted: each template names its own. */
const HOSTS = 5

/** What there is to think about before one says yes. */
export function cautionsOf({ operations, summary }: SyncPlan, host: string): string[] {
  const hosts = [...new Set(operations.flatMap(({ hosts }) => hosts))].sort()
  const scripts = operations.filter(({ runsScripts }) => runsScripts).length
  const more = hosts.length > HOSTS ? ` and ${(hosts.length - HOSTS).toLocaleString()} more` : ''
  return [
    ...(hosts.length > 0
      ? [`Templates that come from ${host} load from ${hosts.slice(0, HOSTS).join(', ')}${more}.`]
      : []),
    ...(scripts > 0
      ? [
          `${counted(scripts, 'template that comes', 'templates that come')} from ${host} ${scripts === 1 ? 'runs' : 'run'} scripts, which may load from other hosts.`,
        ]
      : []),
    ...(summary.needsConfirmation ? ['Many objects would be deleted; you are asked about that first.'] : []),
    ...(summary.notRead > 0
      ? [
          `${counted(summary.notRead, 'template')} at ${host} ${summary.notRead === 1 ? 'was' : 'were'} not looked at yet, to keep to its rate limit. Look again to go on.`,
        ]
      : []),
  ]
}
