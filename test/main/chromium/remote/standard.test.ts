import { expect, test } from 'vitest'
import { keepStandard } from '../../../../src/main/chromium/remote/standard.ts'
import type { Rendered, RendererState } from '../../../../src/main/chromium/renderer.ts'

test('the specimen is drawn once for each browser, and again where that failed', async () => {
  const state = { version: null as string | null, path: '/a' }
  const answers: (Buffer | null)[] = [null, Buffer.from('one'), Buffer.from('two')]
  const standard = keepStandard({
    known: async () => {},
    state: () => state as RendererState,
    async render() {
      const png = answers.shift()
      if (!png) throw new Error('It broke')
      return { png } as Rendered
    },
  })
  expect([await standard.current(), standard.isOutdated()]).toEqual([null, false])
  state.version = '1'
  expect([await standard.current(), standard.isOutdated()]).toEqual([null, false])
  const [first, second] = await Promise.all([standard.current(), standard.current()])
  expect([first, second]).toEqual([{ version: '1', picture: Buffer.from('one') }, first])
  expect(standard.isOutdated()).toBe(false)
  state.path = '/b'
  expect(standard.isOutdated()).toBe(true)
  expect(await standard.current()).toEqual({ version: '1', picture: Buffer.from('two') })
  expect(standard.isOutdated()).toBe(false)
})
