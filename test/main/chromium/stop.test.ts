import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createRenderer } from '../../../src/main/chromium/renderer.ts'
import { jobOf, startTestRenderer } from '../../helpers/chromium.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test.each([0, 60, 120, 180, 240, 300])('stopping %i ms into the start of a second browser ends both', async (delay) => {
  const { renderer, stop } = await startTestRenderer({ size: 2 })
  const jobs = [1, 2, 3].map(() => renderer.render(jobOf('<body>x</body>')).catch((error: Error) => error))
  await sleep(delay)
  await stop()
  for (const result of await Promise.all(jobs)) {
    if (result instanceof Error) expect(result).toMatchObject({ slug: 'unavailable' })
  }
  await expect(renderer.render(jobOf('<body>x</body>'))).rejects.toMatchObject({ slug: 'unavailable' })
})

test('a start that is called off is no browser that can not be used', async () => {
  const warned: object[] = []
  const logger = { warn: (facts: object) => void warned.push(facts) }
  const proxy = { port: 9, username: 'tester', password: 'for tests only' }
  const renderer = createRenderer({ named: null, dataDir: tempDir(), proxy, logger })
  const starting = renderer.start()
  await renderer.stop()
  await starting
  expect(warned).toEqual([])
})
