import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFarmProgram } from '../bench/program.ts'
import { startHostedServer } from '../helpers/hosted-server.ts'
import { openBrowser } from '../helpers/open-browser.ts'
import { take } from './camera.ts'
import { answeredBy, makeCloud } from './cloud.ts'
import { spreadOverTime } from './history.ts'
import { hostsOf } from './hosts.ts'
import { startInternet } from './internet.ts'
import { makeScene } from './scene.ts'
import { SHOTS } from './shots.ts'

/** `npm run screenshots [NAME…]`: takes the pictures of the docs, all or those named. What it takes is committed. */

/** What the pictures show as the farm's address, whichever port is free here. */
const SHOWN = '127.0.0.1:4747'
const PICTURES = join(import.meta.dirname, '..', '..', 'docs', 'images')

const asked = process.argv.slice(2)
const dataDir = mkdtempSync(join(tmpdir(), 'bindery-screenshots-'))
const rounds = { now: 0 }
const certFile = join(dataDir, 'example.pem')
const hosted = await startHostedServer()
const internet = await startInternet({ ...hostsOf(rounds), 'api.pictify.io': answeredBy(hosted) }, certFile)
const flags = ['--public-url', `http://${SHOWN}`]
let farm = await startFarmProgram(dataDir, flags)
try {
  await farm.call('PATCH', '/settings', { outboundProxy: internet.proxyUrl, extraCaFile: certFile })
  const scene = await makeScene(farm, rounds)
  await farm.stop()
  spreadOverTime(dataDir, Date.now())
  farm = await startFarmProgram(dataDir, flags)
  const browser = await openBrowser(dataDir, [`--host-resolver-rules=MAP ${SHOWN} ${new URL(farm.origin).host}`])
  mkdirSync(PICTURES, { recursive: true })
  let hasAccount = false
  for (const shot of SHOTS.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    if (shot.hasAccount && !hasAccount) await makeCloud(farm, hosted, scene)
    hasAccount ||= shot.hasAccount ?? false
    for (const isDark of shot.inTheDark ? [false, true] : [false]) {
      const file = `${shot.name}${isDark ? '-dark' : ''}.webp`
      const picture = await take(browser, `http://${SHOWN}`, scene, shot, isDark)
      writeFileSync(join(PICTURES, file), picture)
      console.log(`${file.padEnd(28)} ${(picture.length / 1024).toFixed(0)} KB`)
    }
  }
  await browser.close()
} finally {
  await farm.stop()
  await internet.stop()
  await hosted.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
