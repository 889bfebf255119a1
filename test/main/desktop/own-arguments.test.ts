import { expect, test } from 'vitest'
import { ownArguments } from '../../../src/main/desktop/own-arguments.ts'

const OURS = ['--hidden', '--data-dir', '/home/é/my data']

test.each([
  ['a package', true, ['bindery', ...OURS]],
  ['an AppImage where there are no user namespaces', true, ['bindery', '--no-sandbox', ...OURS]],
  ['a launcher of a Wayland session', true, ['bindery', ...OURS, '--ozone-platform=wayland', '--enable-features=A,B']],
  ['macOS', true, ['/Applications/Bindery.app/Contents/MacOS/Bindery', '-psn_0_12345', ...OURS]],
  ['a checkout', false, ['electron', '/home/ann/bindery', ...OURS]],
  ['a test', false, ['electron', '--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '.', ...OURS]],
])('%s', (_name, isPackaged, argv) => {
  expect(ownArguments(argv, isPackaged)).toEqual(OURS)
})

test('what neither Electron nor Bindery knows is left to be told of', () => {
  expect(ownArguments(['bindery', '--no-such-flag', 'x'], true)).toEqual(['--no-such-flag', 'x'])
  expect(ownArguments(['electron', '.', '--log-level', 'info', '--host', 'x'], false)).toHaveLength(4)
})
