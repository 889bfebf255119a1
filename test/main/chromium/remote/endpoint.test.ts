import { expect, test } from 'vitest'
import type { Admitted } from '../../../../src/main/chromium/remote/admission.ts'
import { createEndpoint, type EndpointParts } from '../../../../src/main/chromium/remote/endpoint.ts'
import { until } from '../../../helpers/clock.ts'

const quiet = () => {}

/** As much of a page of a browser elsewhere as an endpoint needs to lend it and to leave it. */
function makePage() {
  const broken = Promise.withResolvers<Error>()
  const page = { isLeft: false, isLent: false }
  const browser = {
    version: 'Chromium',
    get isLeft() {
      return page.isLeft
    },
    async kill() {
      page.isLeft = true
      broken.resolve(new Error('The connection has ended'))
    },
  }
  const worker = { browser, drawn: 1, broken: broken.promise }
  return {
    page,
    admitted: { browser, worker } as unknown as Admitted,
    breakDown: () => broken.resolve(new Error('gone')),
  }
}

type MadePage = ReturnType<typeof makePage>

/** An endpoint that is admitted with these pages, one after the other, each once it is let in. */
function endpointOf(pages: MadePage[], weight = 1) {
  const doors: PromiseWithResolvers<void>[] = []
  const waiting = [...pages]
  const parts: EndpointParts = {
    weight,
    async admit() {
      const door = Promise.withResolvers<void>()
      doors.push(door)
      await door.promise
      const next = waiting.shift()
      if (!next) throw new Error('There are no more')
      return next.admitted
    },
    lend(worker) {
      const { page } = pages.find(({ admitted }) => admitted.worker === worker) as MadePage
      page.isLent = true
      return () => void worker.browser.kill()
    },
    onChange: quiet,
    onState: quiet,
    onFault: quiet,
  }
  return { endpoint: createEndpoint(parts), doors }
}

test('a page that is let in at the moment at which its endpoint is left is not kept', async () => {
  const made = makePage()
  const { endpoint, doors } = endpointOf([made])
  const left = endpoint.leave()
  doors[0]?.resolve()
  await left
  expect(made.page).toEqual({ isLeft: true, isLent: false })
})

test('an endpoint has as many pages as its weight says, and another for each that went away', async () => {
  const pages = [makePage(), makePage(), makePage()]
  const { endpoint, doors } = endpointOf(pages, 2)
  for (const index of [0, 1]) (await until(() => doors[index])).resolve()
  await until(() => endpoint.health().pages === 2)
  expect(doors).toHaveLength(2)
  pages[0]?.breakDown()
  ;(await until(() => doors[2])).resolve()
  await until(() => endpoint.health().pages === 2)
  expect(endpoint.health()).toMatchObject({ state: 'ready', drawn: 0, lost: 1 })
  await endpoint.stop()
  expect(endpoint.health()).toMatchObject({ pages: 0, lost: 1 })
})
