import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findAppRoot } from '../../src/main/process/app-root.ts'

/** Builds the app where the UI's source is newer than what was built from it: a stale page proves nothing. */
export function buildUi(): void {
  const root = findAppRoot()
  const changedAt = (files: string[]) => Math.max(0, ...files.map((file) => statSync(join(root, file)).mtimeMs))
  const sources = ['src/{renderer,preload,shared}/**/*.*', 'electron.vite.config.ts']
  const built = changedAt(globSync('out/renderer/index.html', { cwd: root }))
  if (built >= changedAt(globSync(sources, { cwd: root }))) return
  const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  // Under test NODE_ENV is "test", with which React would be built for development.
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, [cli, 'build', '--logLevel', 'warn'], { cwd: root, env })
}
