import { goTo } from '../stores/route.ts'
import { useEscape } from './use-escape.ts'
import { useFocusBack } from './use-focus-back.ts'

/** Escape closes what is open beside a list, and the focus goes back to where it was opened from. */
export function useReturn(openId: string | null, listPath: () => string): void {
  useFocusBack(openId)
  useEscape(() => goTo(listPath()), openId !== null)
}
