import { TextInput } from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { goTo, paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import classes from './choose-template.module.css'
import { TemplatePicture } from './template-picture.tsx'

/** A new binding begins with the template that it draws. */
export function ChooseTemplate() {
  const byUid = useTemplates(({ byUid }) => byUid)
  const isLoaded = useTemplates(({ isLoaded }) => isLoaded)
  const [text, setText] = useState('')
  const search = useRef<HTMLInputElement>(null)
  // Whoever begins a new one mostly knows by which template: it is typed, and Enter takes the first that is left.
  useEffect(() => search.current?.focus(), [])
  const wanted = text.trim().toLowerCase()
  const templates = Object.values(byUid)
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name))
  const takeFirst = ({ key }: KeyboardEvent) => {
    const [first] = templates
    if (key === 'Enter' && wanted !== '' && first) goTo(paths.newBinding(first.uid))
  }
  return (
    <div className="screen">
      <ScreenTitle title="New binding">
        <p className="faint">Choose what it is drawn with.</p>
      </ScreenTitle>
      <TextInput
        ref={search}
        type="search"
        className={classes.search ?? ''}
        aria-label="Search the templates"
        placeholder="Search the templates"
        leftSection={<IconSearch className="icon" aria-hidden />}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={takeFirst}
      />
      {isLoaded ? null : <p className="faint">Reading the templates…</p>}
      <ul className={classes.grid}>
        {templates.map(({ uid, name, width, height, outputFormat, variables, updatedAt }) => (
          <li key={uid} className={classes.card}>
            <TemplatePicture uid={uid} version={updatedAt} />
            <a className={classes.name} href={paths.newBinding(uid)} dir="auto" title={name}>
              {name}
            </a>
            <p className="faint">
              {width} × {height}
              {outputFormat === 'pdf' ? ', PDF' : ''} ·{' '}
              {variables.length === 1 ? '1 variable' : `${variables.length} variables`}
            </p>
          </li>
        ))}
        <li className={classes.card}>
          <div className={classes.blank}>
            <IconPlus aria-hidden />
          </div>
          <a className={classes.name} href={paths.newTemplate()}>
            A blank template
          </a>
          <p className="faint">Write your own, then bind it</p>
        </li>
      </ul>
      {isLoaded && templates.length === 0 && wanted !== '' ? (
        <p role="status">No template is named like that.</p>
      ) : null}
    </div>
  )
}
