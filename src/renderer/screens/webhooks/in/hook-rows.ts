import type { Binding } from '../../../../shared/binding.ts'

/** The bindings whose name has the words, those that live on their webhook first, then by name. */
export function hookRows(bindings: readonly Binding[], wanted: string): Binding[] {
  const words = wanted.trim().toLocaleLowerCase()
  const livesOnIt = ({ dataSource, refreshPolicy }: Binding) =>
    dataSource.type === 'webhook' || refreshPolicy.type === 'webhook'
  return bindings
    .filter(({ name }) => name.toLocaleLowerCase().includes(words))
    .sort((a, b) => Number(livesOnIt(b)) - Number(livesOnIt(a)) || a.name.localeCompare(b.name))
}
