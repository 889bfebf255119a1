import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { HELPER_NAMES } from '../src/main/evaluator/template/language.ts'
import { startTestFarm } from './helpers/farm.ts'

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('the walk of the README can be pasted and works', async () => {
  const farm = await startTestFarm({ options: { apiKey: null, allowHosts: [] } })
  const walk = /## Five minutes(.*?)\n## /s.exec(readme)?.[1] ?? ''
  const script = [...walk.matchAll(/```sh\n(.*?)```/gs)]
    .map((match) => match[1])
    .join('')
    .replaceAll('http://127.0.0.1:4747', farm.farm.url)
    .replaceAll('/tmp/bindery-walk', join(farm.dataDir, 'walk'))
  // Its server ends with it, where a line of it fails too.
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', `trap 'kill %1' EXIT\n${script}`], {
    cwd: root,
    env: { ...process.env, BINDERY_DATA_DIR: farm.dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(shell, 'exit')
  const lines: string[] = []
  for await (const line of createInterface(shell.stdout)) lines.push(line)
  const [code] = await ended

  expect(code).toBe(0)
  expect(lines).toContain('rendered')
  const [before, after] = ['before', 'after'].map((name) => readFileSync(join(farm.dataDir, 'walk', `${name}.png`)))
  expect(await sharp(before).metadata()).toMatchObject({ width: 480, height: 160 })
  expect(after?.equals(before ?? Buffer.alloc(0))).toBe(false)
  await farm.stop()
})

test('the README counts the helpers right', () => {
  expect(readme).toContain(`${HELPER_NAMES.length} helpers`)
})
