import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../helpers/program.ts'

export const VICTIM_KEY = 'victim-key-0123456789abcdef'
/** Stands in everything that is private, so that it can be looked for in what is answered. */
export const PLANTED = 'planted-7Q2x9Lw4'

/** A farm in a process of its own, with something to take and something to break. */
export interface Victim {
  port: number
  templateUid: string
  bindingUid: string
  webhookPath: string
  renderPath: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the contract says is there
  call(method: string, path: string, body?: object): Promise<any>
  /** All that an attack would change, as text. */
  state(): Promise<string>
  /** The lines of its log that tell of a fault. */
  faults(): string[]
  isAlive(): boolean
  /** Ends it, and gives its exit status. */
  stop(): Promise<number | null>
}

/** @param flags of `bindery serve` */
export async function startVictim(flags: string[] = []): Promise<Victim> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-victim-'))
  const own = ['--port', '0', '--data-dir', dataDir, '--api-key', VICTIM_KEY, '--log-level', 'warn']
  const program = runProgram('serve', [...own, ...flags])
  const [, port = ''] = await program.said(/^Bindery is ready at http:\/\/127\.0\.0\.1:(\d+)$/m)
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${VICTIM_KEY}`, ...(body && { 'content-type': 'application/json' }) }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init)
    if (response.status >= 400) throw new Error(`${method} ${path} was answered ${response.status}`)
    return response.json()
  }
  // The sample is refreshed by itself; what is compared must change by attack alone.
  for (const { uid } of (await call('GET', '/bindings')).bindings) await call('DELETE', `/bindings/${uid}`)
  const definition = { name: PLANTED, html: '<p>{{word}}</p>', width: 60, height: 30 }
  const templateUid: string = (await call('POST', '/templates', definition)).template.uid
  const dataSource = { type: 'static', data: { word: PLANTED } }
  const binding = { name: PLANTED, templateId: templateUid, dataSource, mapping: { word: 'word' } }
  const made = (await call('POST', '/bindings', { ...binding, refreshPolicy: { type: 'manual' } })).binding
  const { run } = await call('POST', `/bindings/${made.uid}/refresh?wait=true`)
  const { url } = await call('POST', `/templates/${templateUid}/render`, { variables: { word: 'x' } })
  return {
    port: Number(port),
    templateUid,
    bindingUid: made.uid,
    webhookPath: pathIn(made.webhookUrl, '/webhooks/'),
    renderPath: pathIn(run.imageUrl ?? url, '/renders/'),
    call,
    async state() {
      const paths = ['/templates?limit=100', '/bindings', `/bindings/${made.uid}`, `/bindings/${made.uid}/runs`]
      const asked = [...paths, '/webhook-subscriptions', '/settings'].map((path) => call('GET', path))
      const answers = await Promise.allSettled(asked)
      return JSON.stringify(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'gone')))
    },
    faults: () =>
      program
        .stderr()
        .split('\n')
        .filter((line) => /"level":[56]0/.test(line)),
    isAlive: () => program.child.exitCode === null && program.child.signalCode === null,
    async stop() {
      const { code } = await program.stop()
      rmSync(dataDir, { recursive: true, force: true })
      return code
    },
  }
}

/** Below a public URL with a path of its own a proxy takes that path away. */
const pathIn = (url: string, root: string): string => url.slice(url.indexOf(root))
