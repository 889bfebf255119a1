import { useEffect } from 'react'

/** Calls the page by what is in sight; once that is closed, by what it lay over. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const before = document.title
    document.title = `${title} · Bindery`
    return () => {
      document.title = before
    }
  }, [title])
}
