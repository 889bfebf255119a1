import { canonicalJson, type Json, type JsonObject } from '../../shared/json.ts'
import { HostedFault, type RemoteObject } from './hosted.ts'
import { isObject, isUid } from './hosted-objects.ts'

/** One page of a list. What the API does not say is null. */
export interface ListPage {
  items: JsonObject[]
  total: number | null
  totalPages: number | null
  hasNext: boolean | null
}

export interface ListParts {
  /** In messages. */
  host: string
  readPage(page: number): Promise<ListPage>
  /** Reads an object singly; null where it is gone by now. */
  readOne(uid: string): Promise<RemoteObject | null>
  toRemote(item: JsonObject): RemoteObject
  onRead(count: number): void
}

/** More pages than any list has. */
const MAX_PAGES = 2_000
/** Pages in a row that bring nothing new before a list is taken to go round in circles. */
const MAX_IDLE_PAGES = 3

/** The page in an answer, or null where the answer is no list. */
export function pageIn(json: JsonObject | null, member: string): ListPage | null {
  const items = json?.[member]
  if (!Array.isArray(items) || !items.every((item) => isObject(item) && isUid(item.uid))) return null
  const pagination = isObject(json?.pagination) ? json.pagination : {}
  const { total, totalPages, hasNext } = pagination
  const page = {
    items: items as JsonObject[],
    total: countOf(total),
    totalPages: countOf(totalPages),
    hasNext: typeof hasNext === 'boolean' ? hasNext : null,
  }
  // Without either, nobody could tell a whole list from a part of one.
  return page.total === null && page.hasNext === null ? null : page
}

const countOf = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null

/**
 * Reads a list whole: pages may overlap, repeat or be shuffled, but all that the list says it holds must have been seen.
 * @throws {HostedFault} `not_an_api` for a list that does not hold together on a second reading either
 */
export async function readList(parts: ListParts): Promise<RemoteObject[]> {
  const first = await readThrough(parts)
  const whole = isWhole(first) ? first : await readThrough(parts)
  if (!isWhole(whole) && !lacksNothing(whole)) throw contradiction(parts, whole)
  return onceEach(whole.items, parts)
}

interface Reading {
  /** By uid, every version that was seen. */
  items: Map<string, JsonObject[]>
  /** As the last page said. */
  total: number | null
  /** Whether the pages said different totals. */
  hasMoved: boolean
  /** Whether it came to an end. */
  hasEnded: boolean
}

const isWhole = ({ items, total, hasMoved, hasEnded }: Reading): boolean =>
  !hasMoved && (total === null ? hasEnded : items.size === total)

/** A list may hold more than it says: only what it does not hold could be taken for deleted. */
const lacksNothing = ({ items, total, hasMoved, hasEnded }: Reading): boolean =>
  (hasMoved || hasEnded) && items.size >= (total ?? 0)

async function readThrough({ readPage, onRead }: ListParts): Promise<Reading> {
  const reading: Reading = { items: new Map(), total: null, hasMoved: false, hasEnded: false }
  let idle = 0
  for (let number = 1; number <= MAX_PAGES && idle < MAX_IDLE_PAGES; number++) {
    const page = await readPage(number)
    const before = reading.items.size
    for (const item of page.items) addVersion(reading.items, item)
    reading.hasMoved ||= number > 1 && page.total !== reading.total
    reading.total = page.total
    onRead(reading.items.size)
    idle = reading.items.size > before ? 0 : idle + 1
    reading.hasEnded = !hasMore(page, number, reading.items.size)
    if (reading.hasEnded) break
  }
  return reading
}

function hasMore({ items, hasNext, totalPages, total }: ListPage, number: number, seen: number): boolean {
  if (items.length === 0) return false
  if (hasNext !== null) return hasNext
  return totalPages === null ? seen < (total ?? 0) : number < totalPages
}

function addVersion(items: Reading['items'], item: JsonObject): void {
  const uid = String(item.uid)
  const versions = items.get(uid)
  if (!versions) items.set(uid, [item])
  else if (!versions.some((version) => canonicalJson(version) === canonicalJson(item))) versions.push(item)
}

/** Of an object that was seen in two versions, the one that it has now. */
async function onceEach(items: Reading['items'], { readOne, toRemote }: ListParts): Promise<RemoteObject[]> {
  const objects: RemoteObject[] = []
  for (const [uid, [item, ...others]] of items) {
    const object = item && others.length === 0 ? toRemote(item) : await readOne(uid)
    if (object) objects.push(object)
  }
  return objects
}

function contradiction({ host }: ListParts, { items, total, hasEnded }: Reading): HostedFault {
  const message = hasEnded
    ? `${host} lists ${items.size} objects and says that there are ${total}. Nothing is taken for deleted.`
    : `A list of ${host} has no end. Nothing is taken for deleted.`
  return new HostedFault('not_an_api', message)
}
