import { Button, Group, Table, Text } from '@mantine/core'
import type { TaggedTemplate } from '../../api/templates.ts'
import { CodeDiff } from '../../components/code-diff.tsx'
import { PassingDialog } from '../../components/passing-dialog.tsx'
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
    <PassingDialog onClose={close} title="Changed here and elsewhere" size="80rem">
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
    </PassingDialog>
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
              <Table.Td className="breakable">{shown(theirs, mine, member)}</Table.Td>
              <Table.Td className="breakable">{shown(mine, theirs, member)}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  )
}

/** A member as one has it; of the variables those that the other has otherwise or not at all. */
function shown(own: Draft, other: Draft, member: DraftMember): string {
  if (member === 'variableDefinitions') return variablesShown(own, other)
  const value = own[member]
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return Array.isArray(value) ? value.join(', ') : String(value)
}

function variablesShown(own: Draft, other: Draft): string {
  const elsewhere = new Set(other.variableDefinitions.map((each) => JSON.stringify(each)))
  const names = new Set(other.variableDefinitions.map(({ name }) => name))
  return own.variableDefinitions
    .filter((each) => !elsewhere.has(JSON.stringify(each)))
    .map(({ name }) => (names.has(name) ? `${name} (other rules)` : name))
    .join(', ')
}
