import { HEIGHT, WIDTH } from './cards.ts'

/** A part of a card for engines that lay out a subset of CSS: boxes with styles, nothing else. */
export interface Box {
  style: Record<string, string | number>
  content: string | Box[]
}

/** The card `small` of cards.ts, by the means that those engines have. */
export function smallCardAsBoxes(n: number): Box {
  const text = `Revenue grew by ${n % 97} % over the last quarter, and there is a little more text to lay out on a few lines.`
  return {
    style: {
      display: 'flex',
      flexDirection: 'column',
      position: 'relative',
      width: WIDTH,
      height: HEIGHT,
      color: '#fff',
      fontFamily: 'Inter',
      backgroundImage: 'linear-gradient(120deg, #14213d, #7b2cbf 60%, #fca311)',
    },
    content: [
      { style: { fontSize: 68, fontWeight: 700, padding: '60px 60px 20px' }, content: `Quarterly report ${n}` },
      { style: { boxSizing: 'border-box', fontSize: 30, padding: '0 60px', width: 640 }, content: text },
      {
        style: {
          position: 'absolute',
          right: 60,
          bottom: 60,
          padding: '20px 32px',
          borderRadius: 24,
          backgroundColor: 'rgba(0, 0, 0, 0.4)',
          fontSize: 44,
          fontWeight: 700,
        },
        content: `$ ${(n * 1117) % 90000}`,
      },
    ],
  }
}
