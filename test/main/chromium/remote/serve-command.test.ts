import { afterEach, expect, test } from 'vitest'
import { endPrograms, isAlive, runProgram } from '../../../helpers/program.ts'

afterEach(endPrograms)

const serve = (args: string[]) => runProgram('cli', ['chromium', 'serve', ...args])

test('bindery chromium serve draws where it is told until it is stopped, and leaves nothing', async () => {
  const program = serve(['--port', '0'])
  const [, url] = await program.said(/^Chromium draws at (http:\/\/127\.0\.0\.1:\d+)/m)
  const version = (await (await fetch(`${url}/json/version`)).json()) as { Browser: string }
  expect(version.Browser).toContain('Chrome/')

  const second = await serve(['--port', new URL(url as string).port]).ended
  expect([second.code, second.stdout]).toEqual([1, ''])
  expect(second.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/can not listen there; is the port taken\?$/),
  ])

  const { code, stderr } = await program.stop('SIGTERM')
  expect([code, stderr]).toEqual([0, ''])
  expect(isAlive(program.child.pid as number)).toBe(false)
  await expect(fetch(`${url}/json/version`)).rejects.toThrow()
})

test.each([[['--port', 'x']], [['--host', 'localhost']], [['--farm', 'farm.example']]])(
  '%j is one line and exit status 2',
  async (args) => {
    const { code, stderr } = await serve(args).ended
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1])
  },
)
