/** Whether every word of the query begins a word of the text, whatever the case. An empty query is found in everything. */
export const findWords = (query: string, text: string): boolean => wordsFinder(query)(text)

/** The same, for many texts. */
export function wordsFinder(query: string): (text: string) => boolean {
  const asked = wordsOf(query)
  return (text) => {
    const low = text.toLocaleLowerCase()
    // Most texts hold none of it: taking them apart would cost more than looking.
    if (!asked.every((word) => low.includes(word))) return false
    const known = wordsOf(text)
    return asked.every((word) =>
      known.some((each) => each.includes(word) && (isUnspaced(word) || each.startsWith(word))),
    )
  }
}

const wordsOf = (text: string): string[] =>
  text
    .toLocaleLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean)

/** Scripts that are written without spaces have no beginnings of words to look at. */
const isUnspaced = (word: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)
