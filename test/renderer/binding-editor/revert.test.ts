import { beforeEach, expect, test } from 'vitest'
import { type Draft, draftOf } from '../../../src/renderer/screens/binding-editor/draft.ts'
import {
  CLOSED,
  edit,
  revert,
  takeSaved,
  useEditor,
} from '../../../src/renderer/screens/binding-editor/editor-store.ts'
import type { Binding } from '../../../src/shared/binding.ts'

const stored = (name: string, status: Binding['status']) =>
  ({
    uid: 'bind_1',
    name,
    status,
    dataSource: { type: 'static', data: {} },
    mapping: {},
    defaults: {},
    outputConfig: {},
  }) as unknown as Binding
const take = (binding: Binding, saved: Draft = draftOf(binding)) => takeSaved({ binding, etag: null }, saved)
const { getState, setState } = useEditor

beforeEach(() => {
  setState(CLOSED, true)
  take(stored('Saved', 'active'))
  edit({ name: 'Mine' })
})

test('what is taken back leaves a pause that came in the meantime as it is', () => {
  const undo = revert()
  setState({ binding: stored('Saved', 'paused') })
  undo()
  expect(getState()).toMatchObject({ draft: { name: 'Mine' }, binding: { status: 'paused' }, theirs: null })
})

test('what was saved elsewhere in the meantime is still to be merged', () => {
  const undo = revert()
  take(stored('Theirs', 'active'))
  undo()
  expect(getState()).toMatchObject({
    draft: { name: 'Mine' },
    saved: { name: 'Saved' },
    binding: { name: 'Saved' },
    theirs: { name: 'Theirs' },
  })
})
