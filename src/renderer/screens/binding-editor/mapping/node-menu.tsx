import { Menu } from '@mantine/core'
import { IconArrowLeft, IconCopy } from '@tabler/icons-react'
import { copyText } from '../../../copy-text.ts'
import { useTemplates } from '../../../stores/templates.ts'
import { useDraft } from '../editor-store.ts'
import { variablesOf } from '../variables.ts'
import { stepsOf } from './json-rows.ts'
import classes from './json-tree.module.css'
import { mapValue } from './map-value.ts'
import { closeMenu, useNodeMenu } from './node-menu-store.ts'
import { pathText } from './path-text.ts'

/** What can be done with one value: map it to any variable, or copy it. */
export function NodeMenu() {
  const { row, x, y } = useNodeMenu()
  const template = useTemplates(({ byUid }) => byUid)[useDraft(({ templateId }) => templateId)]
  const mapping = useDraft(({ mapping }) => mapping)
  const variables = variablesOf(template, { mapping, defaults: {} })
  if (row === null) return null
  const path = pathText(stepsOf(row))
  const text = typeof row.value === 'string' ? row.value : JSON.stringify(row.value)
  return (
    <Menu
      opened
      onClose={closeMenu}
      position="bottom-start"
      offset={0}
      // In its pane, and so in a landmark; fixed, so that no pane cuts it off.
      withinPortal={false}
      floatingStrategy="fixed"
      withInitialFocusPlaceholder={false}
      returnFocus={false}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={classes.anchor}
          style={{ left: x, top: y }}
          aria-label="This value"
        />
      </Menu.Target>
      <Menu.Dropdown mah="20rem" style={{ overflow: 'auto' }}>
        {path === '' ? null : <Menu.Label>Map {path} to</Menu.Label>}
        {path === ''
          ? null
          : variables.map(({ name }) => (
              <Menu.Item
                key={name}
                leftSection={<IconArrowLeft className="icon" aria-hidden />}
                rightSection={mapping[name] ? <code className="faint">{mapping[name].slice(0, 24)}</code> : null}
                onClick={() => mapValue(path, name)}
              >
                {name}
              </Menu.Item>
            ))}
        <Menu.Label>Copy</Menu.Label>
        {path === '' ? null : (
          <Menu.Item leftSection={<IconCopy className="icon" aria-hidden />} onClick={() => void copyText(path)}>
            Path
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconCopy className="icon" aria-hidden />} onClick={() => void copyText(text)}>
          Value
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
