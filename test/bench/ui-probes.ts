import type { Page } from 'playwright'

/** What is measured inside of the page. Functions that are given to it see nothing but their argument. */

/** Notes when the first rows stand in the page, and when all are counted. Milliseconds from the start of loading. */
export function watchOpening(total: string): void {
  const opening: { rowsMs?: number; allMs?: number } = {}
  Object.assign(window, { opening })
  const look = () => {
    if (document.querySelector('[data-uid]')) opening.rowsMs ??= performance.now()
    if (document.querySelector('main')?.textContent?.includes(`${total} bindings`)) opening.allMs ??= performance.now()
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
}

/** Counts the rows in which anything changes within that time. @param ms milliseconds */
export async function countDrawnRows(ms: number): Promise<number> {
  const rows = new Set<Element>()
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement
      const row = element?.closest('[data-uid]')
      if (row) rows.add(row)
    }
  })
  observer.observe(document.querySelector('main') as Element, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
  })
  await new Promise((resolve) => setTimeout(resolve, ms))
  observer.disconnect()
  return rows.size
}

export interface Coverage {
  frames: number
  /** Frames in which a part of the list that is in sight had no row. */
  blank: number
  /** The longest time between two frames. */
  worstMs: number
}

/** Scrolls by so many pixels each frame, and looks at every frame whether rows cover what is in sight. */
export async function scrollByFrames({ frames, px }: { frames: number; px: number }): Promise<Coverage> {
  const scroller = document.querySelector('.bindings-list > div') as HTMLElement
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
  const isBlank = () => {
    const view = scroller.getBoundingClientRect()
    const boxes = [...scroller.querySelectorAll('[data-uid]')].map((row) => row.getBoundingClientRect())
    const top = scroller.querySelector('header')?.getBoundingClientRect().bottom ?? view.top
    // Between two cards is a gap, which is not blank.
    const gap = 20
    let covered = top + gap
    for (const box of boxes.sort((a, b) => a.top - b.top))
      if (box.top <= covered + gap) covered = Math.max(covered, box.bottom)
    return covered + gap < view.bottom && scroller.scrollTop + scroller.clientHeight < scroller.scrollHeight - 100
  }
  let [blank, worstMs, before] = [0, 0, await frame()]
  for (let i = 0; i < frames; i++) {
    scroller.scrollTop += px
    const now = await frame()
    worstMs = Math.max(worstMs, now - before)
    before = now
    if (isBlank()) blank++
  }
  scroller.scrollTop = 0
  await frame()
  return { frames, blank, worstMs }
}

/** Turns the wheel fast, as a hand does, while every frame is looked at. */
export async function scrollByWheel(page: Page): Promise<Coverage> {
  await page.mouse.move(700, 500)
  const looking = page.evaluate(scrollByFrames, { frames: 120, px: 0 })
  for (let i = 0; i < 40; i++) await page.mouse.wheel(0, 1200)
  return looking
}
