import { LRUCache } from 'lru-cache'

/**
 * What came of two documents of one template: `same` pixels or `other` ones; or nothing was compared, since they were
 * `unlike` in more than a few values, or `alike` and trusted.
 */
export type Comparison = 'same' | 'other' | 'alike' | 'unlike'

/** What is known of whether changing a template's document gives the picture that writing it anew gives. */
export interface PatchTrust {
  /** Once every comparison that is wanted has shown the same pixels. */
  isProven(template: string): boolean
  /** For good, once one has shown others, or where the documents are hardly ever alike. */
  isRefused(template: string): boolean
  note(template: string, comparison: Comparison): void
}

/** Comparisons that have to be the same: a few of real data, and as many of awkward ones. */
const WANTED = 6
/** Documents in a row that may be unlike the one before. */
const MAX_UNLIKE = 8
const TEMPLATES = 5_000

interface Seen {
  same: number
  unlike: number
  isRefused: boolean
}

/** Shared by all processes: what one has seen holds for the others. */
export function createPatchTrust(): PatchTrust {
  const seen = new LRUCache<string, Seen>({ max: TEMPLATES })
  return {
    isProven: (template) => (seen.get(template)?.same ?? 0) >= WANTED,
    isRefused: (template) => seen.get(template)?.isRefused ?? false,
    note(template, comparison) {
      const { same, unlike, isRefused } = seen.get(template) ?? { same: 0, unlike: 0, isRefused: false }
      const inRow = comparison === 'unlike' ? unlike + 1 : 0
      seen.set(template, {
        same: comparison === 'same' ? same + 1 : same,
        unlike: inRow,
        isRefused: isRefused || comparison === 'other' || inRow > MAX_UNLIKE,
      })
    },
  }
}
