import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliDecompressSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'

/** Text that was planted, in the ways in which it may lie somewhere. */
export interface SecretSearch {
  /** How it lies in these bytes, also within what is packed in them; empty where it does not. */
  findIn(bytes: Buffer): string[]
  /** The same of every file of a folder, as `file: how`. */
  findInFolder(folder: string): string[]
}

/** Characters at either end of a base64 run that also tell of what stands beside it. */
const BASE64_EDGE = [0, 2, 3] as const

function formsOf(secret: string): Map<string, Buffer> {
  const bytes = Buffer.from(secret)
  const utf16 = Buffer.from(secret, 'utf16le')
  const percent = [...bytes].map((byte) => `%${byte.toString(16)}`).join('')
  const forms: [string, string | Buffer][] = [
    ['as it is', secret],
    ['in capitals', secret.toUpperCase()],
    ['reversed', [...secret].reverse().join('')],
    ['in UTF-16LE', utf16],
    ['in UTF-16BE', Buffer.from(utf16).swap16()],
    ['in hex', bytes.toString('hex')],
    ['in capital hex', bytes.toString('hex').toUpperCase()],
    ['percent-encoded', percent],
    ['in \\u escapes', [...secret].map((char) => `\\u00${char.charCodeAt(0).toString(16)}`).join('')],
  ]
  for (const [shift, edge] of BASE64_EDGE.entries()) {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    // The last character also holds bits of what comes after.
    const text = whole.slice(edge, -1)
    forms.push(
      [`in base64 (${shift})`, text],
      [`in base64url (${shift})`, text.replaceAll('+', '-').replaceAll('/', '_')],
    )
  }
  return new Map(forms.map(([how, form]) => [how, Buffer.from(form)]))
}

const UNPACKED_AT_MOST = 64 * 1024 * 1024
const PACKERS: { name: string; magic: number[]; unpack(bytes: Buffer): Buffer }[] = [
  {
    name: 'gzip',
    magic: [0x1f, 0x8b, 0x08, 0x00],
    // Not gunzip, which wants nothing to follow; the header is ten bytes long where it has no name in it.
    unpack: (bytes) => inflateRawSync(bytes.subarray(10), { maxOutputLength: UNPACKED_AT_MOST }),
  },
  ...[0x01, 0x5e, 0x9c, 0xda].map((second) => ({
    name: 'zlib',
    magic: [0x78, second],
    unpack: (bytes: Buffer) => inflateSync(bytes, { maxOutputLength: UNPACKED_AT_MOST }),
  })),
  {
    name: 'zstd',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    unpack: (bytes) => zstdDecompressSync(bytes, { maxOutputLength: UNPACKED_AT_MOST }),
  },
]

/** What is packed at any place of these bytes. */
function* unpacked(bytes: Buffer): Generator<[string, Buffer]> {
  for (const { name, magic, unpack } of PACKERS) {
    const mark = Buffer.from(magic)
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      try {
        yield [name, unpack(bytes.subarray(at))]
      } catch {
        // It only began like that.
      }
    }
  }
  try {
    // Nothing tells Brotli but that it can be unpacked.
    yield ['br', brotliDecompressSync(bytes, { maxOutputLength: UNPACKED_AT_MOST })]
  } catch {
    // It is none.
  }
}

/** What is packed is unpacked once, however many secrets are looked for; of several each finding says which it is. */
export function secretSearch(...secrets: string[]): SecretSearch {
  const forms = secrets.flatMap((secret) =>
    [...formsOf(secret)].map(([how, form]) => [secrets.length > 1 ? `${secret} ${how}` : how, form] as const),
  )

  function findIn(bytes: Buffer, depth = 2): string[] {
    const found = forms.filter(([, form]) => bytes.includes(form)).map(([how]) => how)
    if (depth === 0) return found
    for (const [packer, inner] of unpacked(bytes)) {
      found.push(...findIn(inner, depth - 1).map((how) => `${how}, in ${packer}`))
    }
    return found
  }

  return {
    findIn: (bytes) => findIn(bytes),
    findInFolder(folder) {
      const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .flatMap((file) => findIn(readFileSync(file)).map((how) => `${relative(folder, file)}: ${how}`))
    },
  }
}
