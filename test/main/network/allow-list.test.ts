import { describe, expect, it } from 'vitest'
import { findAllowEntry, type Purpose, parseAllowEntry } from '../../../src/main/network/allow-list.ts'
import { hostOf, portOf } from '../../../src/main/network/host-name.ts'
import { Problem } from '../../../src/shared/errors.ts'

function allows(entry: string, address: string, purpose: Purpose = 'data'): boolean {
  const url = new URL(address)
  return findAllowEntry([parseAllowEntry(entry)], hostOf(url), portOf(url), purpose) !== null
}

describe('parseAllowEntry', () => {
  it.each([
    ['Intranet', 'intranet', null],
    [' intranet:8080 ', 'intranet:8080', 8080],
    ['nas.local.', 'nas.local', null],
    ['bücher.example', 'xn--bcher-kva.example', null],
    ['under_score.lan', 'under_score.lan', null],
    ['127.0.0.1', '127.0.0.1', null],
    ['0x7f.1:80', '127.0.0.1:80', 80],
    ['10.1.2.3/8', '10.0.0.0/8', null],
    ['10.0.0.0/8:8080', '10.0.0.0/8:8080', 8080],
    ['::1', '[::1]', null],
    ['[::1]', '[::1]', null],
    ['[::1]:8080', '[::1]:8080', 8080],
    ['fd00::/8', '[fd00::]/8', null],
    ['[fd00::/8]:443', '[fd00::]/8:443', 443],
    ['[fd00::]/8:443', '[fd00::]/8:443', 443],
  ])('reads %j as %j', (text, canonical, port) => {
    const entry = parseAllowEntry(text)
    expect(entry).toMatchObject({ text: canonical, port, purposes: ['data', 'pages', 'webhooks'] })
    expect(parseAllowEntry(entry.text)).toEqual(entry)
  })

  it.each([
    '',
    ' ',
    'http://nas.local',
    'nas.local/path',
    'nas.local:0',
    'nas.local:65536',
    'nas.local:',
    'user@nas.local',
    '*.example.com',
    'a b',
    'a,b',
    'nas.local/8',
    '10.0.0.0/33',
    '::/129',
    '1.2.3.4.5',
    '[::1',
    '::1]',
    '[nas]',
    '[fe80::1%eth0]',
  ])('refuses %j with a message that says what is understood', (text) => {
    expect(() => parseAllowEntry(text)).toThrow(Problem)
    expect(() => parseAllowEntry(text)).toThrow(/expected a host name, an IP address or a CIDR range/)
  })
})

describe('findAllowEntry', () => {
  it.each([
    ['nas.local', 'http://nas.local/'],
    ['nas.local', 'http://NAS.Local./'],
    ['nas.local', 'https://nas.local:8443/'],
    ['nas.local:443', 'https://nas.local/'],
    ['127.0.0.1', 'http://2130706433/'],
    ['127.0.0.1', 'http://0177.0.0.1./'],
    ['10.0.0.0/8', 'http://10.9.8.7/'],
    ['10.0.0.0/8:81', 'http://0xa090807:81/'],
    ['fd00::/8', 'http://[fd12::1]/'],
    ['::1', 'http://[0:0:0:0:0:0:0:1]/'],
    ['::ffff:127.0.0.1', 'http://[::ffff:127.0.0.1]/'],
  ])('%s lets %s through', (entry, url) => expect(allows(entry, url)).toBe(true))

  it.each([
    ['nas.local', 'http://sub.nas.local/'],
    ['nas.local', 'http://xnas.local/'],
    ['nas.local:80', 'https://nas.local/'],
    ['nas.local:8080', 'http://nas.local/'],
    ['127.0.0.1', 'http://localhost/'],
    ['localhost', 'http://127.0.0.1/'],
    ['127.0.0.1', 'http://[::ffff:127.0.0.1]/'],
    ['127.0.0.1', 'http://127.0.0.2/'],
    ['10.0.0.0/8', 'http://11.0.0.1/'],
    ['0.0.0.0/0', 'http://[::1]/'],
    ['0.0.0.0/0', 'http://localhost/'],
  ])('%s does not let %s through', (entry, url) => expect(allows(entry, url)).toBe(false))

  it('holds for the purposes that it names', () => {
    const entry = parseAllowEntry('nas.local', ['pages'])
    expect(findAllowEntry([entry], 'nas.local', 80, 'pages')).toBe(entry)
    expect(findAllowEntry([entry], 'nas.local', 80, 'data')).toBeNull()
  })
})
