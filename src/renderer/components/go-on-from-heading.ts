import { focusHeading } from './focus-heading.ts'

/** Does it with the focus on the heading: the button that asks for it is out of use by it. */
export const goOnFromHeading = (act: () => void) => (): void => {
  focusHeading()
  act()
}
