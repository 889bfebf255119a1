/** What to do about a source that answered so, in a sentence. */
export function clientStatus(status: number): string {
  if (status === 401 || status === 403) return `${status}: the source rejected the credential. Edit it in the binding.`
  if (status === 404 || status === 410) return `${status}: there is nothing at that address. Check the URL.`
  if (status === 429) return '429: the source was asked too often. Refresh less often.'
  if (status >= 500) return `${status}: the source itself has a fault. Run again later.`
  return `${status}: check the URL and what is sent to it.`
}
