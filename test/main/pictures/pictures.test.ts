import { expect, test } from 'vitest'
import { firstState } from '../../../src/main/bindings/first-state.ts'
import type { BindingState, BindingWithState } from '../../../src/main/db/bindings.ts'
import { createPictures, type PicturesParts } from '../../../src/main/pictures/pictures.ts'
import { storedBinding } from '../../helpers/stored-binding.ts'

const NOW = Date.UTC(2030, 0, 1)
const PICTURE = { imageId: 'img_a', format: 'png' as const, file: 'a'.repeat(64), bytes: 1 }

/** Pictures of one binding, whose row is looked up when it is let. */
function picturesOf(state: Partial<BindingState>) {
  const binding = storedBinding({ uid: 'bind_a' })
  const view = { binding, state: { ...firstState(binding), ...state } } as BindingWithState
  const looks: PromiseWithResolvers<BindingWithState>[] = []
  const asked: string[] = []
  const parts = {
    bindings: {
      findWithDeleted() {
        const look = Promise.withResolvers<BindingWithState>()
        looks.push(look)
        return look.promise
      },
    },
    images: { find: async () => ({ id: 'img_a', createdAt: 0, quality: 80 }), files: async () => [PICTURE] },
    files: { read: async () => Buffer.from('x'), atHand: () => Buffer.from('x') },
    queue: { ask: (uid: string) => void asked.push(uid), has: () => false, isStopped: false },
    isHeld: () => false,
    now: () => NOW,
  } as unknown as PicturesParts
  return { pictures: createPictures(parts), view, looks, asked }
}

/** What a render URL says of how long its picture is good. */
async function maxAgeOf(nextRefreshAt: number) {
  const state = { imageId: 'img_a', lastRefreshAt: NOW - 60_000, refreshInterval: 60_000, nextRefreshAt }
  const { pictures, view, looks, asked } = picturesOf(state)
  const serving = pictures.ofBinding('bind_a', 'png')
  looks[0]?.resolve(view)
  const served = await serving
  const cacheControl = served.kind === 'picture' ? served.cacheControl : ''
  // Out of memory the same is said.
  expect(pictures.atHand('bind_a', 'png')?.cacheControl).toBe(cacheControl)
  return { seconds: Number(/max-age=(\d+)/.exec(cacheControl)?.[1]), isAsked: asked.length > 0 }
}

test('a picture is good for the whole seconds until it is due, and no longer', async () => {
  expect(await maxAgeOf(NOW + 2_999)).toEqual({ seconds: 2, isAsked: false })
  expect(await maxAgeOf(NOW + 2_000)).toEqual({ seconds: 2, isAsked: false })
  expect(await maxAgeOf(NOW + 999)).toEqual({ seconds: 0, isAsked: false })
  expect(await maxAgeOf(NOW - 1)).toEqual({ seconds: 0, isAsked: true })
})

test('what was looked up before a binding changed is not kept', async () => {
  const { pictures, view, looks } = picturesOf({ imageId: 'img_a', nextRefreshAt: NOW + 5_000, lastRefreshAt: NOW })
  const serving = pictures.ofBinding('bind_a', 'png')
  pictures.forget('bind_a')
  looks[0]?.resolve(view)
  await serving
  expect(pictures.atHand('bind_a', 'png')).toBeNull()
  const again = pictures.ofBinding('bind_a', 'png')
  looks[1]?.resolve(view)
  await again
  expect(looks).toHaveLength(2)
  expect(pictures.atHand('bind_a', 'png')).not.toBeNull()
})
