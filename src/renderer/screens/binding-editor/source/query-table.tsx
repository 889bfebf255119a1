import classes from '../editor.module.css'
import { editSource, useDraft } from '../editor-store.ts'
import { PairRow } from './pair-row.tsx'
import { readQuery, removeQueryPair, setQueryPair } from './query-pairs.ts'

/** The URL's query, one parameter a line. */
export function QueryTable() {
  const url = useDraft(({ source }) => source.url)
  const pairs = readQuery(url)
  return (
    <div className={classes.field}>
      {[...pairs, { name: '', value: '' }].map(({ name, value }, at) => (
        <PairRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a parameter has nothing that names it but its place
          key={at}
          kind="Parameter"
          place={at + 1}
          name={name}
          value={value}
          onChange={(pair) => editSource({ url: setQueryPair(url, at, pair) })}
          {...(at < pairs.length && { onRemove: () => editSource({ url: removeQueryPair(url, at) }) })}
        />
      ))}
    </div>
  )
}
