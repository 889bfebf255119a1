import { useDraft } from '../editor-store.ts'
import classes from './data-pane.module.css'

const WORDS = {
  http: 'No data yet. Test the source to see what it answers, or paste a sample.',
  webhook: 'No data yet. Send the webhook once it is saved, or paste a sample.',
  static: 'Write the data as JSON on the left.',
}

/** Where the data will be. */
export function NoSample() {
  const type = useDraft(({ source }) => source.type)
  return <p className={classes.none}>{WORDS[type]}</p>
}
