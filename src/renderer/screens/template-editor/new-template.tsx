import { UnstyledButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { templatesApi } from '../../api/templates.ts'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { paths } from '../../stores/route.ts'
import { BLANK, type Draft } from './draft.ts'
import classes from './new-template.module.css'
import { sizeWords } from './size-presets.ts'
import { STARTERS } from './starters.ts'
import { previewValues } from './variable-value.ts'

/** What a new template begins as: blank, or one of the starters. */
export function NewTemplate({ onStart }: { onStart(draft: Draft): void }) {
  return (
    <div className="screen">
      <ScreenTitle title="New template">
        <p className="faint">
          Choose what it begins as. <a href={paths.templates()}>All templates</a>
        </p>
      </ScreenTitle>
      <ul className="cards">
        <StartCard draft={BLANK} title="Blank" about="An empty page with one variable" onStart={onStart} />
        {STARTERS.map((draft) => (
          <StartCard key={draft.name} draft={draft} title={draft.name} about={draft.description} onStart={onStart} />
        ))}
      </ul>
    </div>
  )
}

interface StartCardProps {
  draft: Draft
  title: string
  about: string
  onStart(draft: Draft): void
}

const StartCard = ({ draft, title, about, onStart }: StartCardProps) => (
  <li className={classes.item}>
    <UnstyledButton className={classes.card} onClick={() => onStart(draft)}>
      <span className="thumbnail">
        <StartPicture draft={draft} />
      </span>
      <span className={classes.words}>
        <strong>{title}</strong>
        <span className="faint">{about}</span>
        <span className="faint">{sizeWords(draft)}</span>
      </span>
    </UnstyledButton>
  </li>
)

function StartPicture({ draft }: { draft: Draft }) {
  const [source, setSource] = useState<string | null>(null)
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    const ending = new AbortController()
    const { html, variableDefinitions, width, height, jsEnabled, strictVariables } = draft
    const variables = previewValues(draft, {})
    const request = { html, variableDefinitions, variables, width, height, jsEnabled, strictVariables }
    templatesApi.preview(request, ending.signal).then(
      ({ dataUrl }) => setSource(dataUrl),
      () => ending.signal.aborted || setFailed(true),
    )
    return () => ending.abort()
  }, [draft])
  if (source) return <img src={source} alt="" />
  return <span className="thumbnail-none">{hasFailed ? 'No picture' : 'Drawing…'}</span>
}
