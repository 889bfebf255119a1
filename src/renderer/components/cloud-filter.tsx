import { useIsConnected } from '../stores/sync.ts'
import { CLOUD_WORDS, type CloudState } from '../words/sync.ts'
import { FacetSelect } from './facet-select.tsx'

interface CloudFilterProps {
  value: CloudState | null
  counts: Partial<Record<CloudState, number>>
  choose(value: CloudState | null): void
  className: string | undefined
}

/** Narrows a list down by how its objects stand to their twins; nothing where no account is connected. */
export function CloudFilter({ value, counts, choose, className }: CloudFilterProps) {
  const isConnected = useIsConnected()
  if (!isConnected && value === null) return null
  return (
    <FacetSelect
      className={className}
      label="Sync"
      all="Any sync"
      value={value}
      options={(Object.keys(CLOUD_WORDS) as CloudState[]).map((state) => ({
        value: state,
        label: CLOUD_WORDS[state].word,
        count: counts[state] ?? 0,
      }))}
      choose={choose}
    />
  )
}
