import { canonicalJson } from '../../shared/json.ts'
import { orAborted } from '../aborted.ts'
import type { Fetcher } from './fetch.ts'
import type { OnWait } from './fetch-limiter.ts'
import type { Fetched, FetchRequest } from './fetch-request.ts'

interface Shared {
  fetched: Promise<Fetched>
  /** Those who still wait for it. */
  users: Set<OnWait>
  /** What it answers. */
  key(): string
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
  /** By address: what else is asked is looked at only where several ask there. */
  const underWay = new Map<string, Shared[]>()

  function begin(request: FetchRequest): Shared {
    const shared = startShared(fetcher, request)
    const isOver = () => leave(request.url, shared)
    shared.fetched.then(isOver, isOver)
    const there = underWay.get(request.url)
    if (there) there.push(shared)
    else underWay.set(request.url, [shared])
    return shared
  }

  function find(request: FetchRequest): Shared | undefined {
    const there = underWay.get(request.url)
    if (!there) return undefined
    const key = keyOf(request)
    return there.find((shared) => shared.key() === key)
  }

  /** False where it is under way no more. */
  function leave(url: string, shared: Shared): boolean {
    const there = underWay.get(url)
    const at = there?.indexOf(shared) ?? -1
    if (!there || at < 0) return false
    there.splice(at, 1)
    if (there.length === 0) underWay.delete(url)
    return true
  }

  return {
    async fetch(request, signal = NEVER, onWait = NOBODY) {
      signal.throwIfAborted()
      const shared = find(request) ?? begin(request)
      // Its own, since a function that two of them gave would count once.
      const user: OnWait = (isWaiting) => onWait(isWaiting)
      shared.users.add(user)
      if (shared.isWaiting()) user(true)
      try {
        return await orAborted(shared.fetched, signal)
      } finally {
        shared.users.delete(user)
        if (shared.isWaiting()) user(false)
        // Whoever comes now does not join what is about to end.
        if (shared.users.size === 0 && leave(request.url, shared)) shared.cancel(signal.reason)
      }
    },
  }
}

function startShared(fetcher: Fetcher, request: FetchRequest): Shared {
  const controller = new AbortController()
  const users = new Set<OnWait>()
  let key: string | null = null
  let isWaiting = false
  const tell: OnWait = (waits) => {
    isWaiting = waits
    for (const user of users) user(waits)
  }
  return {
    fetched: fetcher.fetch(request, controller.signal, tell),
    users,
    key() {
      key ??= keyOf(request)
      return key
    },
    isWaiting: () => isWaiting,
    cancel: (reason) => controller.abort(reason),
  }
}

/** All that is sent, and all that decides what is masked in the answer. */
function keyOf({ validators, ...request }: FetchRequest): string {
  const { etag = null, lastModified = null } = validators ?? {}
  return canonicalJson([request, etag, lastModified])
}
