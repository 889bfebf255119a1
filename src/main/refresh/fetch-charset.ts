import type { MediaType } from './fetch-media-type.ts'

const MARKS: [bytes: number[], label: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
]

/** The text's decoder: its byte order mark decides, then what is declared, then UTF-8. Throws RangeError if unknown. */
export function decoderOf(start: Uint8Array, media: MediaType | null): TextDecoder {
  const marked = MARKS.find(([bytes]) => bytes.every((byte, i) => start[i] === byte))
  return new TextDecoder(marked?.[1] ?? media?.charset ?? 'utf-8')
}
