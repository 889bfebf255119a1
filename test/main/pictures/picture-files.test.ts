import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256 } from '../../../src/main/hash.ts'
import { openPictureFiles } from '../../../src/main/pictures/picture-files.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const CONTENT = Buffer.from('a picture')

test('what is asked for is at hand from then on, and holds no more memory than it has bytes', async () => {
  const files = openPictureFiles(tempDir())
  const name = await files.put(CONTENT)
  expect(files.atHand(name)).toBeUndefined()
  expect(await files.read(name)).toEqual(CONTENT)
  expect(files.atHand(name)).toEqual(CONTENT)
  const part = Buffer.alloc(64 * 1024, 'picture').subarray(7, 7 + 500)
  const other = await files.put(part, { inMemory: true })
  expect(files.atHand(other)).toEqual(part)
  expect(files.atHand(other)?.buffer.byteLength).toBe(500)
})

test('what is too large to be kept is read once for all who hold it', async () => {
  const files = openPictureFiles(tempDir())
  const name = await files.put(Buffer.alloc(40 * 1024 * 1024, 'large'))
  const [first, second] = await Promise.all([files.read(name), files.read(name)])
  expect(second.buffer).toBe(first.buffer)
  expect(files.atHand(name)).toBeUndefined()
  const part = first.subarray(5, 10)
  expect((await files.read(name)).buffer).toBe(part.buffer)
  expect(part.toString()).toBe('large')
  files.release([name])
  await files.sweep(async () => false)
  await expect(files.read(name)).rejects.toThrow('gone')
})

test('what is read while it is removed is not kept', async () => {
  const files = openPictureFiles(tempDir())
  const name = await files.put(CONTENT)
  files.release([name])
  let reading: Promise<Buffer> | undefined
  await files.sweep(async () => {
    reading = files.read(name)
    return false
  })
  await expect(reading).resolves.toEqual(CONTENT)
  expect(files.atHand(name)).toBeUndefined()
  await expect(files.read(name)).rejects.toThrow('gone')
})

test('what is written again while it is found to be of no use is not removed', async () => {
  const files = openPictureFiles(tempDir())
  files.release([await files.put(CONTENT)])
  const removed = await files.sweep(async () => {
    await files.put(CONTENT)
    return false
  })
  expect(removed).toBe(0)
  expect(await files.read(sha256(CONTENT))).toEqual(CONTENT)
})

test('a file that can’t be removed keeps no other from going, nor a picture from being stored', async () => {
  const files = openPictureFiles(tempDir())
  const [stuck, ...others] = await Promise.all(['a', 'b', 'c'].map((text) => files.put(Buffer.from(text))))
  files.release([stuck ?? '', ...others])
  // A folder in its place is refused like a file that somebody holds open on Windows.
  const stick = async (name: string) => {
    if (name === stuck) await rm(files.pathOf(name)).then(() => mkdir(files.pathOf(name)))
    return false
  }
  await expect(files.sweep(stick)).rejects.toThrow()
  for (const name of others) await expect(stat(files.pathOf(name))).rejects.toThrow('ENOENT')
  expect(await files.read(await files.put(CONTENT))).toEqual(CONTENT)
})

test('the folders of files are made where they are missing, for their owner alone, also at the same time', async () => {
  const directory = join(tempDir(), 'pictures')
  const files = openPictureFiles(directory)
  const [name] = await Promise.all([files.put(CONTENT), files.put(CONTENT), files.put(Buffer.from('another'))])
  expect((await stat(dirname(files.pathOf(name)))).mode & 0o777).toBe(0o700)
  await rm(directory, { recursive: true })
  await files.put(CONTENT)
  expect(await openPictureFiles(directory).read(name)).toEqual(CONTENT)
})

test.runIf(process.platform === 'linux')(
  'a file system that takes no folders is told of, not tried for ever',
  async () => {
    await expect(openPictureFiles('/proc/bindery').put(CONTENT)).rejects.toMatchObject({ syscall: 'mkdir' })
  },
)
