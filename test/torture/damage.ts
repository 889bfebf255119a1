import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { openDatabase } from '../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../src/main/db/database-file.ts'
import { settingsRepository } from '../../src/main/db/settings.ts'
import { Problem } from '../../src/shared/errors.ts'
import type { Ordeal, Verdict } from './ordeal.ts'

/** A database is damaged in a random way and opened: it opens with all its rows, or it is set aside as it was. */

const ROWS = 200
const PAGE_BYTES = 4096

type Damage = (bytes: Buffer, random: () => number) => Buffer

const at = (bytes: Buffer, random: () => number) => Math.floor(random() * bytes.length)
const pageAt = (bytes: Buffer, random: () => number) => Math.floor((random() * bytes.length) / PAGE_BYTES) * PAGE_BYTES
const noise = (length: number, random: () => number) => Buffer.from(Array.from({ length }, () => random() * 256))

const DAMAGES: Record<string, Damage> = {
  'cut short': (bytes, random) => bytes.subarray(0, at(bytes, random)),
  'a page of zeroes': (bytes, random) => {
    const page = pageAt(bytes, random)
    return bytes.fill(0, page, page + PAGE_BYTES)
  },
  'a page of noise': (bytes, random) => {
    noise(PAGE_BYTES, random).copy(bytes, pageAt(bytes, random))
    return bytes
  },
  'two pages swapped': (bytes, random) => {
    const [one, other] = [pageAt(bytes, random), pageAt(bytes, random)]
    const page = Buffer.from(bytes.subarray(one, one + PAGE_BYTES))
    bytes.copy(bytes, one, other, other + PAGE_BYTES)
    page.copy(bytes, other)
    return bytes
  },
  'a garbled header': (bytes, random) => {
    noise(100, random).copy(bytes, Math.floor(random() * 100))
    return bytes
  },
  'one garbled byte of the header': (bytes, random) => {
    bytes[Math.floor(random() * 100)] = random() * 256
    return bytes
  },
  'garbled bytes anywhere': (bytes, random) => {
    for (let left = 1 + random() * 50; left > 0; left--) bytes[at(bytes, random)] = random() * 256
    return bytes
  },
}

/** A database as a kill leaves it, with its journal, and as a farm that was stopped does. */
async function makeOriginal(directory: string): Promise<void> {
  const db = await openDatabase(directory)
  await settingsRepository(db).put(
    Object.fromEntries(Array.from({ length: ROWS }, (_, row) => [`row${row}`, 'x'.repeat(row * 20)])),
  )
  await db.destroy()
  const file = join(directory, DATABASE_FILE)
  const open = new BetterSqlite3(file)
  open.exec("INSERT INTO settings VALUES ('journal', '1')")
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, join(directory, `killed${suffix}`))
  open.close()
  copyFileSync(file, join(directory, 'stopped'))
}

export async function damage({ count, random, say }: Ordeal): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-damage-'))
  const counts = {
    damaged: 0,
    'set aside, byte for byte': 0,
    'opened with every row': 0,
    'opened, text differs': 0,
    'opened without its journal': 0,
  }
  const failures: string[] = []
  try {
    await makeOriginal(folder)
    const kinds = Object.keys(DAMAGES)
    for (let turn = 0; turn < count; turn++) {
      const kind = kinds[turn % kinds.length] ?? ''
      const isJournal = random() < 0.15
      const fault = await damageOnce(folder, kind, isJournal, random, counts)
      counts.damaged++
      if (fault) failures.push(`${turn}, ${kind}${isJournal ? ' of the journal' : ''}: ${fault}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  say(`${count} databases were damaged`)
  return { counts, failures }
}

async function damageOnce(
  folder: string,
  kind: string,
  isJournal: boolean,
  random: () => number,
  counts: Record<string, number>,
): Promise<string | null> {
  const directory = mkdtempSync(join(folder, 'data-'))
  const file = join(directory, DATABASE_FILE)
  const original = isJournal || random() < 0.5 ? 'killed' : 'stopped'
  for (const suffix of ['', '-wal']) {
    if (existsSync(join(folder, original + suffix))) copyFileSync(join(folder, original + suffix), file + suffix)
  }
  const hurt = file + (isJournal ? '-wal' : '')
  const bytes = DAMAGES[kind]?.(readFileSync(hurt), random) ?? Buffer.alloc(0)
  writeFileSync(hurt, bytes)
  const whole = readFileSync(file)
  const outcome = await open(directory, whole)
  rmSync(directory, { recursive: true })
  // What stood in a journal that is damaged can't be had; there was none beside a database that was stopped.
  const isFine = outcome !== 'opened without its journal' || isJournal || original === 'stopped'
  if (!isFine || counts[outcome] === undefined) return outcome
  counts[outcome]++
  return null
}

async function open(directory: string, whole: Buffer): Promise<string> {
  try {
    await (await openDatabase(directory, { now: () => 0 })).destroy()
    const sqlite = new BetterSqlite3(join(directory, DATABASE_FILE))
    try {
      return readRows(sqlite.prepare('SELECT key, value FROM settings').all() as Row[])
    } finally {
      sqlite.close()
    }
  } catch (error) {
    if (!(error instanceof Problem)) return `no clear word: ${error}`
    if (error.message.includes('\n')) return `more than a line: ${error.message}`
    const aside = readdirSync(directory).find((name) => name.includes('.damaged-') && !/-(wal|shm)$/.test(name))
    if (!aside) return `refused, but not set aside: ${error.message}`
    if (!readFileSync(join(directory, aside)).equals(whole)) return 'what was set aside is not what it was'
    if (existsSync(join(directory, `${DATABASE_FILE}-wal`))) return 'its journal was left behind'
    return 'set aside, byte for byte'
  }
}

interface Row {
  key: string
  value: string
}

function readRows(rows: Row[]): string {
  if (rows.length < ROWS) return `opened without ${ROWS - rows.length} rows`
  const values = new Map(rows.map(({ key, value }) => [key, value]))
  const differs = Array.from({ length: ROWS }).some((_, row) => values.get(`row${row}`) !== `"${'x'.repeat(row * 20)}"`)
  if (differs) return 'opened, text differs'
  return values.has('journal') ? 'opened with every row' : 'opened without its journal'
}
