import { lazy } from 'react'
import { ahead } from './load-ahead.ts'
import { LoadedPart } from './loaded-part.tsx'

export interface CodeDiffProps {
  before: string
  after: string
  /** What each side is, for those who don't see the headings. */
  labels: { before: string; after: string }
}

const CodeMerge = lazy(ahead(() => import('./code-merge.tsx').then(({ CodeMerge }) => ({ default: CodeMerge }))))

/** Two sources side by side with what differs, loaded when first needed. */
export function CodeDiff(props: CodeDiffProps) {
  return (
    <LoadedPart name="The comparison">
      <CodeMerge {...props} />
    </LoadedPart>
  )
}
