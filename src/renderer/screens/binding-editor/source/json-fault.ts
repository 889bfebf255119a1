/** What is wrong with JSON text, with its line; null where it is JSON. */
export function jsonFault(text: string): string | null {
  if (text.trim() === '') return 'There is no data yet.'
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    const { message } = error as Error
    const at = /position (\d+)/.exec(message)?.[1]
    if (at === undefined) return 'This is not JSON: it ends too early.'
    const line = text.slice(0, Number(at)).split('\n').length
    return `This is not JSON yet: look at line ${line}.`
  }
}
