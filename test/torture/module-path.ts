import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/** electron-vite turns `?modulePath` into the path of a built chunk; here Node runs the source itself. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (!specifier.endsWith('?modulePath')) return nextResolve(specifier, context)
    const { url } = nextResolve(specifier.replace('?modulePath', ''), context)
    return { url: `${url}?modulePath`, format: 'module', shortCircuit: true }
  },
  load(url, context, nextLoad) {
    if (!url.endsWith('?modulePath')) return nextLoad(url, context)
    const path = fileURLToPath(url.replace('?modulePath', ''))
    return { format: 'module', source: `export default ${JSON.stringify(path)}`, shortCircuit: true }
  },
})
