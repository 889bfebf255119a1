import { ActionIcon, Menu } from '@mantine/core'
import { IconCopy, IconDots, IconPlus, IconTrash } from '@tabler/icons-react'
import type { Template } from '../../../shared/template.ts'
import { CloudMark } from '../../components/cloud-mark.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths } from '../../stores/route.ts'
import { presetOf, sizeWords } from '../template-editor/size-presets.ts'
import { askToDelete } from './delete-dialog.tsx'
import { duplicateTemplate } from './template-actions.ts'
import classes from './template-card.module.css'
import { TemplateThumbnail } from './template-thumbnail.tsx'

/** More variables than this are counted only. */
const MOST = 6

export function TemplateCard({ template, uses }: { template: Template; uses: number }) {
  const { uid, name, description, variables, updatedAt, outputFormat } = template
  const preset = presetOf(template)
  return (
    <li className="card template" data-template={uid}>
      <TemplateThumbnail template={template} />
      <div className="card-words">
        <div className={classes.head}>
          <h2 dir="auto">
            <a href={paths.template(uid)} title={name}>
              {name}
            </a>
          </h2>
          <CloudMark cloud={template.cloud} isBrief={template.cloud?.state === 'synced'} />
          <CardMenu template={template} />
        </div>
        {description ? (
          <p className="card-about" dir="auto" title={description}>
            {description}
          </p>
        ) : null}
        <Variables name={name} variables={variables} />
        <dl className="facts">
          <dt>Size</dt>
          <dd>
            <span>{sizeWords(template)}</span>
            {preset ? `, ${preset}` : ''}
            {outputFormat === 'pdf' ? ', PDF' : ''}
          </dd>
          <dt>Used by</dt>
          <dd>
            {uses === 0 ? <span className="faint">no binding</span> : uses === 1 ? '1 binding' : `${uses} bindings`}
          </dd>
          <dt>Changed</dt>
          <dd>
            <TimeAgo at={updatedAt} />
          </dd>
        </dl>
      </div>
    </li>
  )
}

function Variables({ name, variables }: { name: string; variables: readonly string[] }) {
  if (variables.length === 0) return <p className="faint">No variables</p>
  return (
    <ul className={classes.names} aria-label={`Variables of ${name}`}>
      {variables.slice(0, MOST).map((variable) => (
        <li key={variable}>
          <code dir="auto">{variable}</code>
        </li>
      ))}
      {variables.length > MOST ? <li className="faint">{variables.length - MOST} more</li> : null}
    </ul>
  )
}

function CardMenu({ template }: { template: Template }) {
  const isOffline = useIsOffline()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon className={classes.menu ?? ''} aria-label={`More for ${template.name}`} title="More">
          <IconDots className="icon" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus className="icon" />} onClick={() => goTo(paths.newBinding(template.uid))}>
          New binding with it
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy className="icon" />}
          disabled={isOffline || template.engine !== 'html'}
          onClick={() => void duplicateTemplate(template)}
        >
          Duplicate
        </Menu.Item>
        <Menu.Item
          color="bad"
          leftSection={<IconTrash className="icon" />}
          disabled={isOffline}
          onClick={() => askToDelete(template)}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
