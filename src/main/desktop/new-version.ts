import { z } from 'zod'

/** The newest release, as GitHub's `GET /repos/{owner}/{repo}/releases/latest` answers it. */
const releaseSchema = z.object({
  tag_name: z.string().max(100),
  html_url: z.url({ protocol: /^https$/ }),
  draft: z.boolean().default(false),
  prerelease: z.boolean().default(false),
})

export interface NewVersion {
  version: string
  /** Where it is told of and had; https. */
  url: string
}

/** The version that such an answer offers, or null where it is not newer than `current` or is no answer to go by. */
export function newerVersion(current: string, answer: unknown): NewVersion | null {
  const read = releaseSchema.safeParse(answer)
  if (!read.success || read.data.draft || read.data.prerelease) return null
  const version = read.data.tag_name.replace(/^v/, '')
  return isNewer(version, current) ? { version, url: read.data.html_url } : null
}

/** Whether release `a` is newer than `b`. A release goes before its own pre-releases (semver 11). */
function isNewer(a: string, b: string): boolean {
  const [left, right] = [numbersOf(a), numbersOf(b)]
  if (!left || !right) return false
  const at = left.findIndex((number, index) => number !== right[index])
  return at === -1 ? b.includes('-') : (left[at] ?? 0) > (right[at] ?? 0)
}

/** Null for what is no plain release. */
const numbersOf = (version: string): number[] | null =>
  /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-[\w.-]+)?(?:\+[\w.-]+)?$/.exec(version)?.slice(1, 4).map(Number) ?? null
