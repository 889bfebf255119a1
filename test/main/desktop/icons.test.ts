import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { trayIconPath } from '../../../src/main/desktop/tray-icon.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const builder = readFileSync(join(root, 'electron-builder.yml'), 'utf8')

test.each([
  ['linux', 24],
  ['win32', 24],
  ['darwin', 16],
] as const)('on %s every health has an icon of its own, %i pixels and twice that', async (platform, size) => {
  const pictures = new Set<string>()
  for (const worst of ['ok', 'degraded', 'down'] as const) {
    const path = trayIconPath(root, worst, platform)
    expect(await sharp(path).metadata()).toMatchObject({ width: size, height: size, hasAlpha: true })
    expect(await sharp(path.replace('.png', '@2x.png')).metadata()).toMatchObject({ width: 2 * size })
    // Without its colours too, which on macOS are the system's: health is told by shape.
    const shape = sharp(path).flatten({ background: '#fff' }).greyscale().threshold()
    pictures.add((await shape.raw().toBuffer()).toString('hex'))
  }
  expect(pictures.size).toBe(3)
})

test('the icons of the app are what the systems read', async () => {
  const icons = join(root, 'resources', 'icons')
  expect(await sharp(join(icons, 'icon.png')).metadata()).toMatchObject({ width: 1024, height: 1024 })
  const ico = readFileSync(join(icons, 'icon.ico'))
  const count = ico.readUInt16LE(4)
  for (let index = 0; index < count; index++) {
    const [length, offset] = [ico.readUInt32LE(6 + 16 * index + 8), ico.readUInt32LE(6 + 16 * index + 12)]
    const { format, width } = await sharp(ico.subarray(offset, offset + length)).metadata()
    expect([format, (width ?? 0) % 256]).toEqual(['png', ico.readUInt8(6 + 16 * index)])
  }
  const icns = readFileSync(join(icons, 'icon.icns'))
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
})

test('what the packaging names is there', () => {
  const named = [...builder.matchAll(/(?:icon|entitlements|entitlementsInherit|buildResources): (resources\S*)/g)]
  expect(named.length).toBeGreaterThan(5)
  for (const [, path = ''] of named) expect(existsSync(join(root, path)), path).toBe(true)
})

test('the app knows itself by the name that the installer gives it', () => {
  const id = /appId: (\S+)/.exec(builder)?.[1]
  expect(readFileSync(join(root, 'src', 'main', 'desktop', 'desktop.ts'), 'utf8')).toContain(`'${id}'`)
})

test('Linux finds the windows by the name of the desktop entry that is installed', () => {
  const { name, desktopName } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(desktopName).toBe(`${name}.desktop`)
})
