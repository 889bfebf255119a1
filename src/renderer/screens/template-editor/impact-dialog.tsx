import { Button, Group, Modal, Text } from '@mantine/core'
import { paths } from '../../stores/route.ts'
import type { Impact } from './impact.ts'
import classes from './impact-dialog.module.css'

/** More names than this are not read. */
const MOST = 5

/** Says what a save does to bindings before it is done. */
export function ImpactDialog({ impacts, save, cancel }: { impacts: readonly Impact[]; save(): void; cancel(): void }) {
  return (
    <Modal opened={impacts.length > 0} onClose={cancel} title="This save changes what bindings show" size="lg">
      <ul className={classes.impacts}>
        {impacts.map(({ text, bindings }) => (
          <li key={text}>
            <Text>{text}</Text>
            <ul className={classes.names}>
              {bindings.slice(0, MOST).map(({ uid, name }) => (
                <li key={uid}>
                  <a href={paths.bindings(uid)} dir="auto">
                    {name}
                  </a>
                </li>
              ))}
            </ul>
            {bindings.length > MOST ? <Text c="dimmed">and {bindings.length - MOST} more</Text> : null}
          </li>
        ))}
      </ul>
      <Group justify="flex-end" mt="lg">
        <Button data-autofocus onClick={cancel}>
          Cancel
        </Button>
        <Button variant="filled" onClick={save}>
          Save
        </Button>
      </Group>
    </Modal>
  )
}
