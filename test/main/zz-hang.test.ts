import { test } from 'vitest'
import { startTestFarm } from '../helpers/farm.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { sendJson, startServer } from '../helpers/http-server.ts'
test('loop', async () => {
  const source = await startServer(sendJson({ name: 'x' }))
  for (let i = 0; i < 25; i++) {
    const dataDir = tempDir()
    const step = (what: string) => { const t = setTimeout(() => console.error('SLOW', i, what, process.getActiveResourcesInfo().join()), 8000); return () => clearTimeout(t) }
    let done = step('start'); const farm = await startTestFarm({ dataDir }); done()
    done = step('template'); const t = await farm.template('<body>{{title}}</body>'); done()
    done = step('binding'); const b = await farm.binding({ templateId: t, dataSource: { type: 'http', url: source.url }, mapping: { title: 'name' } }); done()
    done = step('get'); await farm.raw('GET', b.renderUrl); done()
    done = step('stop'); await farm.stop(); done()
    done = step('start2'); const farm2 = await startTestFarm({ dataDir }); done()
    done = step('stop2'); await farm2.stop(); done()
  }
}, 500_000)
