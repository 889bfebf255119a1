import { expect, test } from 'vitest'
import { placeWindow } from '../../../src/main/desktop/window-place.ts'

const PRIMARY = { x: 0, y: 25, width: 1440, height: 875 }
const RIGHT = { x: 1440, y: -200, width: 1920, height: 1080 }

test.each([
  ['a first start is in the middle', null, { x: 80, y: 43, width: 1280, height: 840 }],
  ['where it was', { x: 100, y: 50, width: 900, height: 700 }, { x: 100, y: 50, width: 900, height: 700 }],
  ['on the other screen', { x: 2000, y: -100, width: 900, height: 700 }, { x: 2000, y: -100, width: 900, height: 700 }],
  [
    'partly beside the screen',
    { x: -700, y: 50, width: 900, height: 700 },
    { x: -700, y: 50, width: 900, height: 700 },
  ],
  [
    'too little to take hold of',
    { x: -800, y: 50, width: 900, height: 700 },
    { x: 270, y: 113, width: 900, height: 700 },
  ],
  [
    'its title bar above the screen',
    { x: 100, y: -300, width: 900, height: 700 },
    { x: 270, y: 113, width: 900, height: 700 },
  ],
  ['below the screen', { x: 100, y: 880, width: 900, height: 700 }, { x: 270, y: 113, width: 900, height: 700 }],
  [
    'on a screen that is gone',
    { x: 5000, y: 100, width: 900, height: 700 },
    { x: 270, y: 113, width: 900, height: 700 },
  ],
  ['larger than its screen', { x: 10, y: 30, width: 4000, height: 3000 }, { x: 10, y: 30, width: 1440, height: 875 }],
  ['smaller than can be used', { x: 10, y: 30, width: 5, height: 5 }, { x: 10, y: 30, width: 480, height: 360 }],
] as const)('%s', (_name, last, placed) => {
  expect(placeWindow(last, [PRIMARY, RIGHT])).toEqual(placed)
})
