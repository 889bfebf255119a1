import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { fileStamp } from '../time-words.ts'
import { freeName, moveAside } from './aside.ts'

const HEADER_BYTES = 32
const MAGIC = 0x377f0682

/**
 * SQLite passes over a journal whose header is wrong without a word, and what was stored last with it. Such a journal is
 * kept under another name.
 * @returns that name, or null for a journal in order
 */
export function keepBrokenJournal(file: string, now: number): string | null {
  const journal = `${file}-wal`
  if ((statSync(journal, { throwIfNoEntry: false })?.size ?? 0) <= HEADER_BYTES) return null
  if (isWhole(readHeader(journal))) return null
  const aside = `${freeName(`${file}.damaged-journal-${fileStamp(now)}`)}-wal`
  moveAside(journal, aside)
  return aside
}

function readHeader(journal: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  const handle = openSync(journal, 'r')
  try {
    readSync(handle, header, 0, HEADER_BYTES, 0)
  } finally {
    closeSync(handle)
  }
  return header
}

/** By SQLite's file format, 4.1: magic number, then at the end a checksum over what comes before it. */
function isWhole(header: Buffer): boolean {
  const magic = header.readUInt32BE(0)
  if ((magic & ~1) !== MAGIC) return false
  const word = (at: number) => (magic & 1 ? header.readUInt32BE(at) : header.readUInt32LE(at))
  let [a, b] = [0, 0]
  for (let at = 0; at < 24; at += 8) {
    a = (a + word(at) + b) >>> 0
    b = (b + word(at + 4) + a) >>> 0
  }
  return a === header.readUInt32BE(24) && b === header.readUInt32BE(28)
}
