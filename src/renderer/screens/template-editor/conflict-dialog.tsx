import { Button, Group, Modal, Table, Text } from '@mantine/core'
import type { TaggedTemplate } from '../../api/templates.ts'
import { CodeDiff } from '../../components/code-diff.tsx'
import { changedMembers, clashes, type Draft, type DraftMember, draftOf, MEMBER_WORDS } from './draft.ts'
import { storedOf, useEditor } from './editor-store.ts'
import { keepMine, takeTheirs } from './saving.ts'

/** Both versions of what two people changed, and the choice between them. */
export function ConflictDialog({ theirs, close }: { theirs: TaggedTemplate; close: () => void }) {
  const mine = useEditor(({ draft }) => draft)
  const base = useEditor(storedOf)
  const stored = draftOf(theirs.template)
  const differing = changedMembers(stored, mine)
  const choose = (how: () => void) => () => {
    close()
    how()
  }
  return (
    <Modal opened onClose={close} title="Changed in two places" size="80rem">
      <Text mb="md">{sayClash(clashes(base, mine, stored))}</Text>
      {differing.some((member) => member !== 'html') ? (
        <Members mine={mine} theirs={stored} differing={differing} />
      ) : null}
      {differing.includes('html') ? (
        <>
          <Text mt="md" mb="xs">
            Source: theirs on the left, yours on the right
          </Text>
          <CodeDiff before={stored.html} after={mine.html} labels={{ before: 'Their source', after: 'Your source' }} />
        </>
      ) : null}
      <Group justify="flex-end" mt="lg">
        <Button onClick={close}>Cancel</Button>
        <Button onClick={choose(() => takeTheirs(theirs))}>Take theirs</Button>
        <Button variant="filled" onClick={choose(() => keepMine(theirs, base))}>
          Keep mine
        </Button>
      </Group>
    </Modal>
  )
}

function sayClash(clashing: readonly DraftMember[]): string {
  if (clashing.length === 0) return 'You changed different things. Keep mine adds yours to theirs, ready to be saved.'
  const names = clashing.map((member) => MEMBER_WORDS[member]).join(', ')
  return `Both of you changed: ${names}. Keep mine goes on with yours there, and with theirs elsewhere; nothing is saved yet.`
}

function Members({ mine, theirs, differing }: { mine: Draft; theirs: Draft; differing: readonly DraftMember[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>What</Table.Th>
          <Table.Th>Theirs</Table.Th>
          <Table.Th>Yours</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {differing
          .filter((member) => member !== 'html')
          .map((member) => (
            <Table.Tr key={member}>
              <Table.Th scope="row">{MEMBER_WORDS[member]}</Table.Th>
              <Table.Td className="breakable">{shown(theirs[member])}</Table.Td>
              <Table.Td className="breakable">{shown(mine[member])}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  )
}

function shown(value: Draft[DraftMember]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (!Array.isArray(value)) return String(value)
  return value.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(', ')
}
