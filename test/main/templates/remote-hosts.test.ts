import { describe, expect, test } from 'vitest'
import { remoteHosts } from '../../../src/main/templates/remote-hosts.ts'

const hosts = (html: string) => remoteHosts(html).map(({ host }) => host)

describe('a host is found', () => {
  test.each([
    ['in an image', '<img src="https://a.example/x.png">', 'a.example'],
    ['with a port', "<img src='http://a.example:8080/x'>", 'a.example:8080'],
    ['without quotes', '<img src=http://a.example>', 'a.example'],
    ['without a scheme', '<script src="//a.example/x.js"></script>', 'a.example'],
    ['in a style sheet', '<style>@import url(https://a.example/x.css)</style>', 'a.example'],
    ['in a style sheet, bare', '<style>x { background: https://a.example/ }</style>', 'a.example'],
    ['in a style', '<p style="background:url(//a.example/x)">', 'a.example'],
    ['in a script', '<script>\n  load("https://a.example")\n</script>', 'a.example'],
    ['in srcset', '<img srcset="x.png 1x, https://a.example/2 2x">', 'a.example'],
    ['of a socket', '<script>new WebSocket("wss://a.example/s")</script>', 'a.example'],
    ['behind a sign that closes no tag', '<img alt=">" src="https://a.example/">', 'a.example'],
    ['behind a login', '<img src="https://me:pass@a.example/">', 'a.example'],
    ['in capitals', '<IMG SRC="HTTPS://A.EXAMPLE/">', 'a.example'],
    ['in references', '<img src="&#104;ttps&colon;&#x2f;&#47;a.example/">', 'a.example'],
    ['made by the template', '<img src="https://{{region}}.a.example/">', '{{region}}.a.example'],
  ])('%s', (_, html, host) => {
    expect(hosts(html)).toEqual([host])
  })

  test('in what a variable is by default', () => {
    const variable = {
      name: 'logo',
      type: 'image',
      defaultValue: 'https://a.example/logo',
      allowRawHtml: false,
    } as const
    expect(remoteHosts('{{logo}}', [variable])).toEqual([{ host: 'a.example', line: null, column: null }])
  })
})

test.each([
  ['a link', '<a class="x" href="https://a.example/">there</a>'],
  ['a namespace', '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'],
  ['a document type', '<!DOCTYPE html PUBLIC "-//W3C//DTD" "http://www.w3.org/TR/xhtml1/DTD">'],
  ['prose', '<p>Read more at https://a.example/ and //b.example</p>'],
  ['a comment in a script', '<script>\n// nothing\nlet x // y\n</script>'],
  ['data', '<img src="data:image/png;base64,aaa//bbb">'],
])('%s loads nothing', (_, html) => {
  expect(hosts(html)).toEqual([])
})

test('each is told once, with its first place', () => {
  const html = '<img src="https://b.example/1">\r\n\n  <img src="https://a.example/">\n<img src="https://b.example/2">'
  expect(remoteHosts(html)).toEqual([
    { host: 'b.example', line: 1, column: 11 },
    { host: 'a.example', line: 3, column: 13 },
  ])
})

test('a source that is all addresses is read in one walk', () => {
  const html = Array.from({ length: 25_000 }, (_, index) => `<a src=http://h${index}.x>\n`).join('')
  const found = remoteHosts(html)
  expect(found).toHaveLength(25_000)
  expect(found.at(-1)?.line).toBe(25_000)
})
