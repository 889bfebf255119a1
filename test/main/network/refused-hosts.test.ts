import { expect, test } from 'vitest'
import { rememberRefusedHosts } from '../../../src/main/network/refused-hosts.ts'

const refused = (host: string, port = 80) => ({ host, port, purpose: 'pages', allowable: true }) as const

test('what was refused is found by any URL of that host and port, until the allow list changes', () => {
  const hosts = rememberRefusedHosts()
  hosts.note(refused('a.test'))
  hosts.note(refused('fd00::1', 443))
  expect(hosts.find('http://a.test/some/picture.png?x=…')).toEqual(refused('a.test'))
  expect(hosts.find('https://[fd00::1]/')).toEqual(refused('fd00::1', 443))
  expect(hosts.find('https://a.test/')).toBeUndefined()
  expect(hosts.find('not a URL')).toBeUndefined()
  hosts.forget()
  expect(hosts.find('http://a.test/')).toBeUndefined()
})

test('a page that names hosts without end fills nothing: the oldest are forgotten', () => {
  const hosts = rememberRefusedHosts()
  for (let i = 0; i <= 1000; i++) hosts.note(refused(`h${i}.test`))
  expect(hosts.find('http://h0.test/')).toBeUndefined()
  expect(hosts.find('http://h1.test/')).toBeDefined()
  expect(hosts.find('http://h1000.test/')).toBeDefined()
})
