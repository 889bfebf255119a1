import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    {
      // electron-vite turns `?modulePath` into the path of a built chunk; under test Node runs the source itself.
      name: 'module-path-of-source',
      enforce: 'pre',
      async resolveId(source, importer) {
        if (!source.endsWith('?modulePath')) return null
        const resolved = await this.resolve(source.replace('?modulePath', ''), importer)
        return resolved ? `\0module-path:${resolved.id}` : null
      },
      load(id) {
        return id.startsWith('\0module-path:') ? `export default ${JSON.stringify(id.slice(13))}` : null
      },
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/helpers/closing-line.ts'],
    // A machine that is busy with something else is no fault.
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
