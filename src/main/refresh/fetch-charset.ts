import type { MediaType } from './fetch-media-type.ts'

const MARKS: [bytes: number[], label: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
]

/** The decoder of a whole text: its byte order mark decides, then what is declared, then UTF-8. Throws RangeError if unknown. */
export function decoderOf(start: Uint8Array, media: MediaType | null): TextDecoder {
  const marked = MARKS.find(([bytes]) => bytes.every((byte, i) => start[i] === byte))
  return decoderFor((marked?.[1] ?? media?.charset ?? 'utf-8').trim().toLowerCase())
}

/** By the names of charsets, of which there are not many; one costs more to make than most texts cost to be decoded. */
const decoders = new Map<string, TextDecoder>()

function decoderFor(label: string): TextDecoder {
  const decoder = decoders.get(label) ?? new TextDecoder(label)
  decoders.set(label, decoder)
  return decoder
}
