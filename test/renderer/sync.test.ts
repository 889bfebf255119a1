import { expect, test } from 'vitest'
import { hasCredentials } from '../../src/renderer/has-credentials.ts'
import {
  conflictingFields,
  decideAll,
  decidedOf,
  decideField,
  isDecided,
  sideOf,
} from '../../src/renderer/screens/sync/decisions.ts'
import { changedSide, definitionWith } from '../../src/renderer/screens/sync/definition.ts'
import { deletionsOf, wantsAsking } from '../../src/renderer/screens/sync/deletions.ts'
import { listRows } from '../../src/renderer/screens/sync/list-rows.ts'
import { lastResultWords, outcomeWords } from '../../src/renderer/screens/sync/outcome-words.ts'
import {
  carriedOut,
  countPlan,
  groupsOf,
  isKnownFrom,
  restOf,
  sentAlone,
} from '../../src/renderer/screens/sync/plan-parts.ts'
import {
  kindWords,
  pendingWords,
  planSentences,
  syncAttention,
  syncWords,
  troubleOf,
} from '../../src/renderer/words/sync.ts'
import { fieldLabel, isLongField, valueText } from '../../src/renderer/words/sync-field.ts'
import type { Binding } from '../../src/shared/binding.ts'
import type { JsonObject } from '../../src/shared/json.ts'
import {
  SYNC_ERROR_CODES,
  SYNC_KINDS,
  type SyncField,
  type SyncKind,
  type SyncOperation,
  type SyncPlan,
  type SyncStatus,
} from '../../src/shared/sync.ts'

const field = (path: string, more: Partial<SyncField> = {}): SyncField => ({ path, isConflict: false, ...more })
const operation = (id: string, kind: SyncKind, more: Partial<SyncOperation> = {}): SyncOperation => ({
  id,
  kind,
  resource: 'binding',
  localUid: `bind_${id}`,
  remoteUid: null,
  name: id,
  fields: [],
  reason: 'Because.',
  hold: null,
  deletedOn: null,
  hosts: [],
  runsScripts: false,
  hasCredentials: false,
  ...more,
})
const plan = (...operations: SyncOperation[]): SyncPlan => ({
  id: 'plan',
  createdAt: '2026-01-01T00:00:00.000Z',
  operations,
  summary: {
    create: 0,
    update: 0,
    delete: 0,
    adopt: 0,
    conflicts: 0,
    heldBack: 0,
    unchanged: 0,
    notRead: 0,
    deletesOnCloud: operations.filter(({ kind }) => kind === 'push_delete').length,
    deletesHere: operations.filter(({ kind }) => kind === 'pull_delete').length,
    needsConfirmation: false,
  },
})
const conflict = operation('c', 'conflict', {
  fields: [field('name', { isConflict: true }), field('mapping.a', { isConflict: true }), field('mapping.b')],
})
const status = (more: Partial<SyncStatus> = {}): SyncStatus => ({
  account: { baseUrl: 'https://api.pictify.io', keySet: true, pushPrivate: false },
  settings: { auto: 'off', minutes: 15 },
  state: 'idle',
  progress: null,
  lastSyncAt: '2026-01-01T00:00:00.000Z',
  lastResult: null,
  lastError: null,
  pending: { templates: 0, bindings: 0, deletes: 0 },
  conflicts: 0,
  heldBack: 0,
  canUndo: false,
  ...more,
})
const NOW = Date.parse('2026-01-01T00:12:00.000Z')

test('a conflict is decided by fields, as a whole, or not at all', () => {
  expect(conflictingFields(conflict).map(({ path }) => path)).toEqual(['name', 'mapping.a'])
  expect(decidedOf(conflict, undefined)).toEqual({ decided: 0, total: 2 })
  const half = decideField(conflict, undefined, 'name', 'theirs')
  expect(half).toEqual({ name: 'theirs' })
  expect(decidedOf(conflict, half)).toEqual({ decided: 1, total: 2 })
  expect(isDecided(conflict, half)).toBe(false)
  expect(isDecided(conflict, decideField(conflict, half, 'mapping.a', 'mine'))).toBe(true)
  expect(isDecided(conflict, 'both')).toBe(true)
  expect(sideOf('both', 'name')).toBeNull()
})

test('what was decided as a whole holds for the fields that are not decided anew', () => {
  expect(decideField(conflict, 'mine', 'name', 'theirs')).toEqual({ name: 'theirs', 'mapping.a': 'mine' })
  expect(decideField(conflict, 'both', 'name', 'theirs')).toEqual({ name: 'theirs' })
})

test('all conflicts are decided at once; of what one side deleted there are no two to keep', () => {
  const deleted = operation('d', 'conflict', { deletedOn: 'remote' })
  const all = [conflict, deleted, operation('p', 'push_create')]
  expect(decideAll(all, 'theirs')).toEqual({ c: 'theirs', d: 'theirs' })
  expect(decideAll(all, 'both')).toEqual({ c: 'both' })
  expect(decideAll(all, null)).toEqual({})
  expect(isDecided(deleted, 'theirs')).toBe(true)
  expect(isDecided(deleted, undefined)).toBe(false)
})

test('every kind of operation has its group, its words and its count', () => {
  const own = operation('own', 'held_back', { hold: 'starter' })
  const all = [...SYNC_KINDS.map((kind) => operation(kind, kind)), own]
  const groups = groupsOf(all)
  expect(groups.map(({ id }) => id)).toEqual(['conflicts', 'push', 'pull', 'held', 'noted', 'own'])
  expect(groups.flatMap(({ operations }) => operations)).toHaveLength(SYNC_KINDS.length + 1)
  const words = all.map((each) => kindWords(each, 'host'))
  expect(new Set(words).size).toBe(SYNC_KINDS.length)
  const counts = countPlan(all, {})
  expect(counts).toEqual({
    there: { create: 1, update: 1, delete: 1 },
    here: { create: 1, update: 1, delete: 1 },
    noted: 2,
    decided: 0,
    open: 1,
    heldBack: 1,
  })
  expect(carriedOut(counts)).toBe(8)
  expect(carriedOut(countPlan(all, { conflict: 'mine' }))).toBe(9)
})

test('credentials that are ticked go up alone only where their binding is in no operation', () => {
  const all = [operation('a', 'push_update'), operation('h', 'held_back')]
  expect(sentAlone(all, new Set(['bind_a', 'bind_h', 'bind_x']))).toEqual(['bind_x'])
})

test.each([
  [{ credentials: { type: 'bearer_token', set: true } }, true],
  [{ credentials: { type: 'bearer_token', set: false } }, false],
  [{ credentials: null, headers: { Cookie: { set: true }, 'X-Team': 'a' } }, true],
  [{ credentials: null, headers: { Cookie: { set: false }, 'X-Team': 'a' } }, false],
  [{ credentials: null, url: 'https://a.example/?api_key=a' }, true],
  [{ credentials: null, url: 'https://a.example/?api_key=&keyword=a' }, false],
])('of %o there are secrets to send: %s', (source, expected) => {
  const dataSource = { type: 'http', url: 'https://a.example', method: 'GET', headers: {}, ...source }
  expect(hasCredentials({ dataSource } as Binding)).toBe(expected)
})

test('what moves is said with numbers and places, and so is what stays', () => {
  const counts = countPlan([conflict, operation('a', 'push_create'), operation('b', 'held_back')], {
    c: { name: 'mine' },
  })
  expect(planSentences(counts, 'api.pictify.io')).toEqual({
    there: 'At api.pictify.io: 1 create, 0 update, 0 delete.',
    here: 'Here: 0 create, 0 update, 0 delete.',
    rest: '1 conflict as you decided, 1 conflict left as it is, 1 held back.',
  })
})

test('what a sync left is what failed, what is not decided and what is held back', () => {
  const before = plan(
    conflict,
    operation('d', 'conflict', { deletedOn: 'local' }),
    operation('p', 'push_create'),
    operation('f', 'push_update'),
    operation('h', 'held_back'),
  )
  const rest = restOf(
    before,
    { d: 'mine', c: { name: 'mine' } },
    { failed: [{ operationId: 'f', name: 'f', error: 'no' }] },
  )
  expect(rest.operations.map(({ id }) => id)).toEqual(['c', 'f', 'h'])
})

test('what came of a sync is told with its failures by name, also to who did not see it end', () => {
  const failed = [{ operationId: 'f', name: 'Oslo', error: 'no' }]
  const counts = { applied: 3, conflicts: 1, heldBack: 0 }
  const list = [{ id: 'f', name: 'Oslo', why: 'no' }]
  const text = '1 failed and stays as it was, 1 conflict left.'
  expect(outcomeWords({ kind: 'applied', result: { ...counts, failed } })).toMatchObject({ tone: 'bad', text, list })
  const last = { ...counts, at: '2026-01-01T00:00:00.000Z', failed, failures: 1 }
  expect(lastResultWords(last)).toEqual({ tone: 'bad', title: 'The last sync made 3 changes.', text, list })
  // However many failed, the first are named and all are counted.
  expect(lastResultWords({ ...last, failures: 250 })).toMatchObject({
    text: '250 failed and stay as they were, 1 conflict left.',
    list,
  })
  expect(lastResultWords({ ...last, applied: 0, failed: [], failures: 0 })).toBeNull()
})

test('a plan is known where each of its operations was read', () => {
  const read = plan(operation('a', 'push_create'), operation('b', 'push_update'))
  expect(isKnownFrom(plan(operation('b', 'push_update')), read)).toBe(true)
  expect(isKnownFrom(plan(operation('b', 'push_update'), operation('c', 'pull_delete')), read)).toBe(false)
})

test('deletions that were decided are counted, and asked about where they are many', () => {
  const deletedThere = ['a', 'b', 'c'].map((id) => operation(id, 'conflict', { deletedOn: 'remote' }))
  const found = plan(...deletedThere, operation('d', 'push_delete'))
  expect(wantsAsking(found, { a: 'theirs', b: 'mine' })).toBe(false)
  const resolutions = { a: 'theirs', b: 'theirs', c: 'theirs' } as const
  expect(wantsAsking(found, resolutions)).toBe(true)
  const { here, there } = deletionsOf(found.operations, resolutions)
  expect(here.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(there.map(({ id }) => id)).toEqual(['d'])
  const confirmed = { ...found, summary: { ...found.summary, needsConfirmation: true } }
  expect(wantsAsking(confirmed, {})).toBe(true)
  // Of what is left once they were carried out nothing is asked any more.
  expect(wantsAsking({ ...confirmed, operations: [] }, {})).toBe(false)
})

test('the list has a head for each group, and leaves out what is closed or has another name', () => {
  const all = [conflict, operation('Oslo', 'push_create'), operation('Bergen', 'push_update')]
  const ids = (...asked: [string, ReadonlySet<'push'>]) => listRows(all, ...asked).map(({ id }) => id)
  expect(ids('', new Set())).toEqual(['conflicts', 'c', 'push', 'Oslo', 'Bergen'])
  expect(ids('', new Set(['push']))).toEqual(['conflicts', 'c', 'push'])
  expect(ids('berg', new Set())).toEqual(['push', 'Bergen'])
  expect(ids('nothing', new Set())).toEqual([])
})

test('a definition takes each field from its side, and stays as it is itself', () => {
  const mine: JsonObject = {
    name: 'Mine',
    mapping: { title: 'a', 'sub.title': 'b' },
    dataSource: { type: 'http', headers: { 'x-team': 'one' } },
    variableDefinitions: [{ name: 'title', type: 'text' }, { name: 'old' }],
  }
  const before = structuredClone(mine)
  const fields = [
    field('name', { theirs: 'Theirs' }),
    field('mapping.sub.title', { theirs: 'c' }),
    field('mapping.title', {}),
    field('defaults.title', { theirs: 1 }),
    field('dataSource.headers["x-team"]', { theirs: 'two' }),
    field('variableDefinitions.title', { theirs: { type: 'number' } }),
    field('variableDefinitions.old', {}),
  ]
  expect(definitionWith(mine, fields, () => 'theirs')).toEqual({
    name: 'Theirs',
    mapping: { 'sub.title': 'c' },
    defaults: { title: 1 },
    dataSource: { type: 'http', headers: { 'x-team': 'two' } },
    variableDefinitions: [{ name: 'title', type: 'number' }],
  })
  expect(mine).toEqual(before)
})

test('a field that one side changed is taken from there', () => {
  expect(changedSide(field('a', { base: 1, mine: 1, theirs: 2 }))).toBe('theirs')
  expect(changedSide(field('a', { base: 1, mine: 2, theirs: 1 }))).toBe('mine')
  expect(changedSide(field('a', { base: 1, mine: 1 }))).toBe('theirs')
})

test('fields have names that people know', () => {
  expect(fieldLabel('html')).toBe('Source')
  expect(fieldLabel('mapping.title')).toBe('Mapping of title')
  expect(fieldLabel('dataSource.headers["x-team"]')).toBe('Header x-team')
  expect(fieldLabel('variableDefinitions.date')).toBe('Variable date')
  expect(fieldLabel('something.new')).toBe('something.new')
})

test('a value is shown as text, and what is not there is told from what is empty', () => {
  const given = field('name', { base: '', mine: { a: 1 } })
  expect(valueText(given, 'base')).toBe('')
  expect(valueText(given, 'mine')).toBe('{\n  "a": 1\n}')
  expect(valueText(given, 'theirs')).toBeNull()
  expect(valueText(field('dataSource.headers["x-key"]', { mine: { secret: true } }), 'mine')).toBe('a secret')
  expect(isLongField(given)).toBe(false)
  expect(isLongField(field('html', { theirs: 'x'.repeat(500) }))).toBe(true)
})

test('the status bar says how sync is, in order of what matters', () => {
  const words = (more: Partial<SyncStatus>) => syncWords(status(more), NOW).word
  expect(syncWords(null, NOW).word).toBe('Sync off')
  expect(words({ account: null })).toBe('Sync off')
  expect(words({ state: 'applying', progress: { done: 3, total: 10 } })).toBe('Syncing 3 of 10')
  expect(words({ state: 'planning' })).toBe('Looking for changes')
  expect(words({ conflicts: 1, pending: { templates: 1, bindings: 0, deletes: 0 } })).toBe('1 conflict')
  expect(words({ pending: { templates: 1, bindings: 2, deletes: 1 } })).toBe('4 to sync')
  expect(words({})).toBe('Synced 12 min ago')
  expect(words({ lastSyncAt: null })).toBe('Not synced yet')
})

test('every fault is told in words of its own, and wants a person where it does not mend itself', () => {
  const at = '2026-01-01T00:00:00.000Z'
  const errors = SYNC_ERROR_CODES.map((code) => ({ code, message: 'Why.', at, retryAt: null }))
  expect(new Set(errors.map((each) => troubleOf(each, 'host').title)).size).toBe(errors.length)
  expect(new Set(errors.map((lastError) => syncWords(status({ lastError }), NOW).word)).size).toBe(errors.length)
  const [offline, rejected] = errors
  expect(syncAttention(status({ lastError: rejected ?? null, conflicts: 2 }))).toBe(3)
  expect(syncAttention(status({ lastError: offline ? { ...offline, retryAt: at } : null }))).toBe(0)
})

test('what is still to go up is counted by kind', () => {
  expect(pendingWords({ pending: { templates: 1, bindings: 2, deletes: 0 } })).toBe('2 bindings, 1 template')
  expect(pendingWords({ pending: { templates: 0, bindings: 0, deletes: 0 } })).toBe('')
})
