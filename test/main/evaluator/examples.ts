import { readFileSync } from 'node:fs'
import type { Json } from '../../../src/shared/json.ts'

export interface Example {
  source: string
  result: string
}

/** The examples of a page of the docs: its JSON block, and the rows of its tables whose cells are both code. */
export function readExamples(page: string): { data: Record<string, Json>; examples: Example[]; text: string } {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8')
  const data = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? 'null')
  const examples = [...text.matchAll(/^\| `(.+?)` \| (?:`(.*)`|(missing)) \|$/gm)].map(
    ([, source = '', code, word]) => ({
      source: source.replaceAll('\\|', '|'),
      result: code ?? word ?? '',
    }),
  )
  return { data, examples, text }
}
