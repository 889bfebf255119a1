import type { FieldError } from '../../../shared/errors.ts'

/** What is told where the faults stand at their inputs. */
export const MEND_FIRST = 'What is marked must be mended first.'

/** The first fault takes the focus, once its message is drawn. */
export function focusFault([first]: readonly FieldError[]): void {
  if (!first) return
  const { field } = first
  requestAnimationFrame(() => {
    const inputs = [...document.querySelectorAll<HTMLElement>('[data-field]')]
    const fits = (name = '') => field === name || field.startsWith(`${name}.`)
    const input =
      inputs.find(({ dataset }) => dataset.field === field) ?? inputs.find(({ dataset }) => fits(dataset.field))
    input?.focus()
  })
}
