import { canonicalJson } from '../../shared/json.ts'
import { orAborted } from '../aborted.ts'
import type { Fetcher } from './fetch.ts'
import type { OnWait } from './fetch-limiter.ts'
import type { Fetched, FetchRequest } from './fetch-request.ts'

interface Shared {
  fetched: Promise<Fetched>
  /** Those who still wait for it. */
  users: Set<OnWait>
  /** Whether it waits for a place at its origin. */
  isWaiting(): boolean
  cancel(reason: unknown): void
}

const NEVER = new AbortController().signal
const NOBODY: OnWait = () => {}

/**
 * One fetch for all who ask the very same while it is under way: the same address, method, headers, body, validators
 * and secrets, so that nobody is answered by a secret that they do not have. It ends when the last of them goes away.
 */
export function shareFetches(fetcher: Fetcher): Fetcher {
  const underWay = new Map<string, Shared>()

  function begin(key: string, request: FetchRequest): Shared {
    const shared = startShared(fetcher, request)
    const isOver = () => {
      if (underWay.get(key) === shared) underWay.delete(key)
    }
    shared.fetched.then(isOver, isOver)
    underWay.set(key, shared)
    return shared
  }

  return {
    async fetch(request, signal = NEVER, onWait = NOBODY) {
      signal.throwIfAborted()
      const key = keyOf(request)
      const shared = underWay.get(key) ?? begin(key, request)
      // Its own, since a function that two of them gave would count once.
      const user: OnWait = (isWaiting) => onWait(isWaiting)
      shared.users.add(user)
      if (shared.isWaiting()) user(true)
      try {
        return await orAborted(shared.fetched, signal)
      } finally {
        shared.users.delete(user)
        if (shared.isWaiting()) user(false)
        // Over already where it is under way no more.
        if (shared.users.size === 0 && underWay.get(key) === shared) {
          // Whoever comes now does not join what is about to end.
          underWay.delete(key)
          shared.cancel(signal.reason)
        }
      }
    },
  }
}

function startShared(fetcher: Fetcher, request: FetchRequest): Shared {
  const controller = new AbortController()
  const users = new Set<OnWait>()
  let isWaiting = false
  const tell: OnWait = (waits) => {
    isWaiting = waits
    for (const user of users) user(waits)
  }
  const fetched = fetcher.fetch(request, controller.signal, tell)
  return { fetched, users, isWaiting: () => isWaiting, cancel: (reason) => controller.abort(reason) }
}

/** All that is sent, and all that decides what is masked in the answer. */
function keyOf({ validators, ...request }: FetchRequest): string {
  const { etag = null, lastModified = null } = validators ?? {}
  return canonicalJson([request, etag, lastModified])
}
