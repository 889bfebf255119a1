/** What a page may try to do with a server, and what came of it; runs inside of the page. */
export interface Target {
  base: string
  picture: string
  render: string
  webhook: string
  key: string
}

/**
 * Tries every way that a page has to show, read, run or change what a server has. Gives the names of those that worked:
 * what is readable, was run, or is shown. Changes can't be seen from here.
 */
export async function attempt({ base, picture, render, webhook, key }: Target): Promise<string[]> {
  const worked: string[] = []
  const LIMIT_MS = 30_000
  const pages = ['/app/', '/docs', '/status', '/healthz', '/openapi.json', '/']
  const secrets = ['/bindings', '/settings', '/events', '/templates', '/v1/bindings']

  const limited = (work: Promise<boolean>) =>
    Promise.race([work, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), LIMIT_MS))])
  const attempts: Promise<void>[] = []
  const tries = (name: string, work: () => Promise<boolean>) =>
    attempts.push(limited(work().catch(() => false)).then((isDone) => void (isDone && worked.push(name))))
  /** Whether an element loads what it names. */
  const loads = (tag: string, attributes: Record<string, string>) =>
    new Promise<boolean>((resolve) => {
      const element = Object.assign(document.createElement(tag), attributes)
      for (const good of ['load', 'loadeddata']) element.addEventListener(good, () => resolve(true))
      element.addEventListener('error', () => resolve(false))
      document.body.append(element)
    })
  // In text, since this file's own imports are rewritten under test.
  const importModule = new Function('url', 'return import(url)') as (url: string) => Promise<unknown>
  const reads = async (path: string, init: RequestInit) => (await fetch(base + path, init)).type !== 'error'

  for (const path of [...pages, ...secrets, picture]) {
    for (const mode of ['cors', 'no-cors', 'same-origin'] as const) {
      for (const credentials of ['omit', 'include'] as const) {
        tries(`fetch ${mode} ${path}`, () => reads(path, { mode, credentials }))
      }
      const headers = { authorization: `Bearer ${key}` }
      if (mode !== 'no-cors') tries(`fetch ${mode} ${path} with the key`, () => reads(path, { mode, headers }))
    }
    tries(`XMLHttpRequest ${path}`, async () => {
      const request = new XMLHttpRequest()
      request.open('GET', base + path)
      request.send()
      return new Promise((resolve) => {
        request.onloadend = () => resolve(request.status > 0)
      })
    })
  }
  for (const path of ['/bindings', '/templates', '/templates/preview', webhook, '/webhook-subscriptions']) {
    const body = '{"html":"taken over","name":"taken over"}'
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const type of ['text/plain', 'application/json']) {
        const headers = { 'content-type': type, authorization: `Bearer ${key}` }
        tries(`${method} ${type} ${path}`, () => reads(path, { method, headers, body }))
      }
    }
    for (const mode of ['cors', 'no-cors'] as const) {
      tries(`POST ${mode} ${path}`, () => reads(path, { mode, method: 'POST', body, credentials: 'include' }))
    }
    navigator.sendBeacon(base + path, body)
  }

  for (const path of [picture, render, ...pages, ...secrets, '/docs/static/favicon-32x32.png']) {
    tries(`img ${path}`, () => loads('img', { src: base + path }))
    tries(`img crossorigin ${path}`, () => loads('img', { crossOrigin: 'anonymous', src: base + path }))
    tries(`video ${path}`, () => loads('video', { src: base + path, preload: 'auto' }))
    tries(`audio ${path}`, () => loads('audio', { src: base + path, preload: 'auto' }))
  }
  for (const path of [picture, ...pages, ...secrets, '/docs/static/swagger-ui-bundle.js']) {
    tries(`script ${path}`, () => loads('script', { src: base + path }))
    tries(`module ${path}`, () => loads('script', { type: 'module', src: base + path }))
    tries(`import ${path}`, () => importModule(base + path).then(() => true))
    tries(`worker ${path}`, async () => {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const source = `try { importScripts(${JSON.stringify(base + path)}); postMessage(true) } catch { postMessage(false) }`
      const worker = new Worker(URL.createObjectURL(new Blob([source])))
      worker.onmessage = ({ data }) => resolve(data === true)
      return promise
    })
  }
  for (const path of ['/docs/static/index.css', '/docs/static/swagger-ui.css', ...pages]) {
    tries(`style ${path}`, () => loads('link', { rel: 'stylesheet', href: base + path }))
  }
  tries('font', async () => (await new FontFace('x', `url(${base}/app/font.woff2)`).load()) !== null)
  tries('canvas', async () => {
    const image = new Image()
    image.src = base + picture
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')?.drawImage(image, 0, 0)
    return canvas.toDataURL() !== ''
  })

  for (const path of ['/events', '/status', `/events?token=${key}`]) {
    for (const withCredentials of [false, true]) {
      tries(`EventSource ${path}`, async () => {
        const { promise, resolve } = Promise.withResolvers<boolean>()
        const source = new EventSource(base + path, { withCredentials })
        source.onopen = () => resolve(true)
        source.onerror = () => resolve(false)
        return promise.finally(() => source.close())
      })
    }
  }
  for (const path of ['/events', '/', `/events?token=${key}`]) {
    tries(`WebSocket ${path}`, async () => {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const socket = new WebSocket(base.replace('http', 'ws') + path, ['bearer'])
      socket.onopen = () => resolve(true)
      socket.onerror = () => resolve(false)
      return promise
    })
  }
  await Promise.all(attempts)
  return [...new Set(worked)].sort()
}

/** Puts frames, objects, embeds and forms that point there into the page; what they hold is seen from outside. */
export function frame({ base, picture, webhook }: Target): void {
  const add = (tag: string, attributes: Record<string, string>) => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    document.body.append(element)
    return element
  }
  for (const path of ['/app/', '/docs', '/docs/', '/status', '/healthz', '/openapi.json', '/', '/bindings', picture]) {
    add('iframe', { src: base + path })
    add('object', { data: base + path, type: 'text/html' })
    add('embed', { src: base + path, type: 'text/html' })
  }
  for (const enctype of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
    for (const path of ['/bindings', '/templates', '/status', webhook]) {
      const name = `form ${enctype} ${path}`
      add('iframe', { name })
      const form = add('form', { action: base + path, method: 'POST', enctype, target: name }) as HTMLFormElement
      const field = document.createElement('input')
      Object.assign(field, { name: '{"html":"taken over","name":"', value: 'taken over"}' })
      form.append(field)
      form.submit()
    }
  }
}
