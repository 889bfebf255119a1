import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { BUNDLED } from './tools/bundled.ts'

/** On a machine that is busy with something else every build is slow, which is nothing to be warned of. */
const checks = { pluginTimings: false }

export default defineConfig({
  main: {
    build: {
      externalizeDeps: { exclude: BUNDLED },
      rollupOptions: {
        checks,
        input: {
          index: 'src/main/index.ts',
          start: 'src/main/start.ts',
          serve: 'src/main/serve.ts',
          cli: 'src/main/cli.ts',
        },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        checks,
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: './',
    plugins: [react()],
    // The page comes from this machine: what it weighs is read from a disk.
    build: {
      minify: true,
      chunkSizeWarningLimit: 2000,
      rollupOptions: { checks, input: { index: 'src/renderer/index.html' } },
    },
  },
})
