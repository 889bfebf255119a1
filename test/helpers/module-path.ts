import { basename, join } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'
import { BUNDLED } from '../../tools/bundled.ts'

const SUFFIX = '?modulePath'
const PREFIX = '\0module-path:'

/**
 * electron-vite turns `?modulePath` into the path of a chunk that it builds. So is it under test: a worker that Node
 * has to strip of its types takes three times as long to start, and every farm starts several.
 */
export function modulePath(root: string): Plugin {
  const outDir = join(root, 'node_modules', '.vite', 'workers')
  return {
    name: 'module-path',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null
      const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer)
      return resolved ? `${PREFIX}${resolved.id}` : null
    },
    async load(id) {
      if (!id.startsWith(PREFIX)) return null
      const { path, modules } = await buildChunk(id.slice(PREFIX.length), outDir)
      for (const module of modules) this.addWatchFile(module)
      return `export default ${JSON.stringify(path)}`
    },
  }
}

/** Builds a chunk of that module and of what it imports of ours. */
async function buildChunk(path: string, outDir: string): Promise<{ path: string; modules: string[] }> {
  const name = `${basename(path, '.ts')}.mjs`
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: BUNDLED },
    build: { ssr: path, outDir, emptyOutDir: false, rolldownOptions: { output: { entryFileNames: name } } },
  })
  const [chunk] = (built as Rolldown.RolldownOutput).output
  return { path: join(outDir, name), modules: chunk.moduleIds }
}
