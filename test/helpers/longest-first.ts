import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take the longest, the longest first; begun last, one of them would be waited for alone. */
const LONGEST = [
  'main/sync/model-',
  'torture/',
  'main/sync/farm-faults',
  'main/cli',
  'e2e/sync',
  'main/chromium/hostile-pages',
  'main/planted-secrets',
  'main/server/owed',
  'main/start-faults',
  'e2e/',
].map((path) => `/test/${path}`)

/** Begins with the files that take long; the others follow as vitest would have them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((path) => moduleId.includes(path))
  return rank < 0 ? LONGEST.length : rank
}
