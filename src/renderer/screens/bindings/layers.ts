/** Whether a menu, a list of choices or a dialog lies over the screen: keys are for that alone. */
export const isCovered = (): boolean =>
  [...document.querySelectorAll('[role="menu"], [role="dialog"], [role="listbox"]')].some((layer) =>
    layer.checkVisibility(),
  )

/** Whether what has the focus takes text, so that letters are its own. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox'
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName)
}
