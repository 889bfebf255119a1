import type { Victim } from './victim.ts'

/** One of each kind of route, as somebody with the key would ask for it. */
export interface RouteClass {
  name: string
  method: string
  path: string
  body?: string
  /** What is answered once the guards have let it in. */
  letIn: number[]
  /** Public and harmless: a page of any origin may ask, and needs no key. */
  isHarmless: boolean
  isPicture?: boolean
}

/** Every class of route of a farm. */
export function routeClasses({ bindingUid, templateUid, webhookPath, renderPath }: Victim): RouteClass[] {
  const picture = `/b/${bindingUid}.png`
  const json = (value: object) => JSON.stringify(value)
  const name = json({ name: 'Taken over' })
  const open = (path: string, letIn = [200], method = 'GET'): RouteClass => ({
    name: `${method} ${path}`,
    method,
    path,
    letIn,
    isHarmless: true,
  })
  const closed = (method: string, path: string, letIn: number[], body?: string): RouteClass => ({
    name: `${method} ${path}`,
    method,
    path,
    letIn,
    isHarmless: false,
    ...(body !== undefined && { body }),
  })
  return [
    { ...open(picture), isPicture: true },
    { ...open(picture, [200], 'HEAD'), isPicture: true },
    { ...open(`/v1${picture}`), isPicture: true },
    { ...open(renderPath), isPicture: true },
    open('/b/bind_none.png', [404]),
    open('/healthz'),
    open('/status'),
    open('/', [302]),
    open('/app/'),
    open('/app/nothing.js', [404]),
    open('/docs'),
    open('/docs/static/index.css'),
    open('/openapi.json'),
    // The webhook's own limit may be met by many controls.
    closed('POST', webhookPath, [202, 429], json({ word: 'taken over' })),
    closed('GET', '/bindings', [200]),
    closed('HEAD', '/bindings', [200]),
    closed('GET', `/v1/bindings/${bindingUid}`, [200]),
    closed('GET', '/settings', [200]),
    closed('GET', '/events', [200]),
    closed('GET', '/metrics', [200, 404]),
    closed('GET', '/nothing', [404]),
    closed('POST', '/templates', [200], json({ html: 'taken over' })),
    closed('POST', '/v1/bindings/test', [400], '{}'),
    closed('PUT', `/templates/${templateUid}`, [200], name),
    closed('PATCH', '/settings', [200], '{}'),
    closed('OPTIONS', '/bindings', [405]),
    closed('TRACE', '/bindings', [405]),
    closed('PURGE', picture, [405]),
    closed('POST', '/status', [405], '{}'),
    // Last, since nothing is left for what comes after it.
    closed('DELETE', `/v1/bindings/${bindingUid}`, [200, 404]),
  ]
}
