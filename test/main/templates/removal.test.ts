import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openSecrets } from '../../../src/main/secrets/secrets.ts'
import { bindingCreateSchema } from '../../../src/shared/binding.ts'
import type { Problem } from '../../../src/shared/errors.ts'
import { templateCreateSchema } from '../../../src/shared/template.ts'
import { liveOn, memoryDatabase } from '../../helpers/sync/machine.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** More than any of these takes. */
const STEPS = 12
const TURNS = 60

interface Gate {
  left: number
  begin(): void | Promise<void>
}

/** A farm in which something else is begun right before the statement of that number, and goes as far as it can. */
async function farm() {
  const sqlite = await memoryDatabase()
  onTestFinished(() => void sqlite.close())
  const gate: Gate = { left: Infinity, begin: () => {} }
  const life = await liveOn(sqlite, {
    hosted: {} as never,
    now: Date.now,
    secrets: openSecrets(tempDir(), null),
    onFault(error) {
      throw error
    },
    async pass() {
      if (--gate.left !== 0) return
      await gate.begin()
      for (let count = 0; count < TURNS; count++) await turn()
    },
  })
  const template = async () => (await life.templates.create(templateCreateSchema.parse({ html: 'x' }))).template.uid
  const bind = (templateId: string) =>
    life.bindings.create(bindingCreateSchema.parse({ templateId, dataSource: { type: 'webhook' }, mapping: {} }))
  return { ...life, sqlite, gate, template, bind }
}

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    ({ slug }: Problem) => slug,
  )

/** Both at once, the second begun before the given statement of the first; what came of each. */
async function atOnce(gate: Gate, step: number, ...works: (() => Promise<unknown>)[]) {
  const [first, second] = works.map((work) => () => outcome(work()))
  let other: Promise<string> | undefined
  gate.left = step
  gate.begin = () => {
    other = second?.()
  }
  const done = await first?.()
  gate.left = Infinity
  return [done, await (other ?? second?.())]
}

describe.each(['create', 'update'] as const)('a template is deleted while the %s of a binding takes it', (way) => {
  test.each([
    { isForced: false, isDeletionFirst: true },
    { isForced: false, isDeletionFirst: false },
    { isForced: true, isDeletionFirst: true },
    { isForced: true, isDeletionFirst: false },
  ])('%o', async ({ isForced, isDeletionFirst }) => {
    const { bindings, templates, gate, template, bind } = await farm()
    const { uid } = (await bind(await template())).binding
    for (let step = 1; step <= STEPS; step++) {
      const templateId = await template()
      const take = () => (way === 'create' ? bind(templateId) : bindings.update(uid, { templateId }))
      const remove = () => templates.remove(templateId, isForced)
      const both = await atOnce(gate, step, ...(isDeletionFirst ? [remove, take] : [take, remove]))
      const [removed, taken] = isDeletionFirst ? both : both.reverse()
      const { bindings: users } = await bindings.list({ page: 1, limit: 20, templateId })
      const seen = { removed, taken, users: users.map(({ state }) => state.status) }
      expect([
        { removed: 'done', taken: 'template-not-found', users: [] },
        isForced
          ? { removed: 'done', taken: 'done', users: ['error'] }
          : { removed: 'template-in-use', taken: 'done', users: ['active'] },
      ]).toContainEqual(seen)
    }
  })
})

test('a template whose forced deletion is cut off by a kill has broken its bindings, or is there', async () => {
  for (let step = 1; step <= STEPS; step++) {
    const { templates, gate, template, bind, sqlite } = await farm()
    const templateId = await template()
    await bind(templateId)
    const { promise: killed, resolve: kill } = Promise.withResolvers<void>()
    gate.left = step
    gate.begin = () => {
      kill()
      return new Promise(() => {})
    }
    await Promise.race([templates.remove(templateId, true), killed])
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
    const isThere = sqlite.prepare('SELECT 1 FROM templates WHERE uid = ?').get(templateId) !== undefined
    expect(sqlite.prepare('SELECT status FROM binding_states').all()).toEqual([
      { status: isThere ? 'active' : 'error' },
    ])
  }
})
