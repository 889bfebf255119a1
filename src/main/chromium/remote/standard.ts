import type { Renderer } from '../renderer.ts'
import { specimen } from './specimen.ts'

/** What the farm's own browser is and draws: browsers elsewhere must be and draw the same. */
export interface Standard {
  version: string
  picture: Buffer
}

export interface StandardKeeper {
  /**
   * The specimen as the farm's own browser draws it.
   * @returns null where it has none that draws
   */
  current(): Promise<Standard | null>
  /** Whether another browser draws by now. */
  isOutdated(): boolean
}

/** Draws the specimen once for each browser. To be asked while nothing is lent to the renderer. */
export function keepStandard(renderer: Pick<Renderer, 'known' | 'state' | 'render'>): StandardKeeper {
  const nameOfBrowser = () => {
    const { version, path } = renderer.state()
    return version === null ? null : `${version} ${path}`
  }
  let drawnBy: string | null = null
  let drawing: Promise<Standard | null> = Promise.resolve(null)

  async function draw(): Promise<Standard | null> {
    const { version } = renderer.state()
    const { png } = await renderer.render(specimen())
    return version === null || png === null ? null : { version, picture: png }
  }

  return {
    async current() {
      await renderer.known()
      const name = nameOfBrowser()
      if (name === null) return null
      if (name !== drawnBy) {
        drawnBy = name
        drawing = draw().catch(() => {
          drawnBy = null
          return null
        })
      }
      return drawing
    },
    isOutdated: () => drawnBy !== null && nameOfBrowser() !== drawnBy,
  }
}
