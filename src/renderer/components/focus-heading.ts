/** Puts the focus on the heading of what is in sight, where what has it is about to go or to be out of use. */
export function focusHeading(): void {
  const headings = [...document.querySelectorAll('h1')]
  headings.find((heading) => heading.checkVisibility())?.focus({ preventScroll: true })
}
