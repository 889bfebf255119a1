import { create } from 'zustand'
import type { ChromiumView } from '../../shared/chromium.ts'

/** The browser that draws, as the farm last told of it; null until it was read. */
export const useChromium = create<{ chromium: ChromiumView | null }>(() => ({ chromium: null }))
