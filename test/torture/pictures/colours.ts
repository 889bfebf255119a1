import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { startServer, type TestServer } from '../../helpers/http-server.ts'

/** A site of images of one colour: `/colour/RRGGBB?ms` comes after so many milliseconds. */
export const openColours = (): Promise<TestServer> =>
  startServer(async ({ url }, response) => {
    const [, background = '', ms = ''] = /^\/colour\/(\w+)\?(\d+)$/.exec(url) ?? []
    const image = sharp({ create: { width: 6, height: 4, channels: 3, background: `#${background}` } })
    const bytes = await image.png().toBuffer()
    await sleep(Number(ms))
    response.writeHead(200, { 'content-type': 'image/png', 'set-cookie': `colour=${background}` }).end(bytes)
  })
