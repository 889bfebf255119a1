import type { SecretsState } from '../stores/settings.ts'
import type { HealthTone } from './health.ts'

/** What protects the credentials, and what to do where nothing does. */
export function secretsWords({ backend, available }: SecretsState): { tone: HealthTone; word: string; advice: string } {
  if (!available) {
    return {
      tone: 'bad',
      word: 'The key can’t be had',
      advice:
        backend === 'keychain'
          ? 'Unlock this machine’s keychain and start Bindery again. Until then no credential can be read. After a move from another machine, remove the file master.backend from the data folder first, and give the credentials again.'
          : 'Put the file master.key back into the data folder and start Bindery again. Until then no credential can be read. Where there is no copy of it, move the damaged one away, and give the credentials again.',
    }
  }
  if (backend === 'keychain') {
    return { tone: 'good', word: 'This machine’s keychain', advice: 'A copy of the data folder gives nothing away.' }
  }
  return {
    tone: 'warn',
    word: 'A file in the data folder',
    advice:
      'Only its owner can read it, but nothing else protects it: whoever has a copy of the whole data folder has the credentials too. Keep copies of the folder safe.',
  }
}
