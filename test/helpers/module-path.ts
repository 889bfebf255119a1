import { basename, join } from 'node:path'
import { build, type Plugin } from 'vite'

const SUFFIX = '?modulePath'
const PREFIX = '\0module-path:'

/**
 * electron-vite turns `?modulePath` into the path of a chunk that it builds. So is it under test: a worker that Node
 * has to strip of its types takes three times as long to start, and every farm starts several.
 */
export function modulePath(root: string): Plugin {
  const outDir = join(root, 'out', 'test')
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
      return `export default ${JSON.stringify(await buildChunk(id.slice(PREFIX.length), outDir))}`
    },
  }
}

/** Builds a chunk of that module and of what it imports of ours, and gives its path. */
async function buildChunk(path: string, outDir: string): Promise<string> {
  const name = `${basename(path, '.ts')}.js`
  await build({
    configFile: false,
    logLevel: 'warn',
    build: { ssr: path, outDir, emptyOutDir: false, rollupOptions: { output: { entryFileNames: name } } },
  })
  return join(outDir, name)
}
