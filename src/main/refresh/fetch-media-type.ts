/** A Content-Type, taken apart: the type in lower case, and its charset or null. */
export interface MediaType {
  type: string
  charset: string | null
}

export function parseMediaType(header: string | null): MediaType | null {
  const type = header?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === '') return null
  const charset = /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;]*))/i.exec(header ?? '')
  return { type, charset: (charset?.[1] ?? charset?.[2] ?? charset?.[3])?.trim() || null }
}

const NOT_TEXT = /^(image|audio|video|font|model|multipart|binary)\//

/** Types under application/ that are never text; unknown ones get the benefit of the doubt, and have to parse. */
const BINARY_APPLICATIONS = new Set(
  [
    'octet-stream binary x-binary pdf postscript zip gzip x-gzip x-bzip x-bzip2 x-xz zstd x-tar x-7z-compressed',
    'vnd.rar x-rar-compressed java-archive vnd.android.package-archive x-msdownload x-executable wasm msword rtf',
    'protobuf x-protobuf vnd.google.protobuf msgpack x-msgpack vnd.msgpack cbor grpc avro ogg vnd.sqlite3',
    'vnd.apache.parquet x-shockwave-flash x-font-ttf font-woff pkcs12',
  ]
    .join(' ')
    .split(' '),
)
const BINARY_SUFFIX = /^vnd\.(ms-|openxmlformats-|oasis\.)|\+(zip|gzip|cbor|msgpack|protobuf|wbxml|zstd)$/

/** Why a declared type can't be data: `html`, `binary`, or null when it may. */
export function refusedType(media: MediaType | null): 'html' | 'binary' | null {
  if (media === null) return null
  if (media.type === 'text/html') return 'html'
  if (NOT_TEXT.test(media.type)) return 'binary'
  const subtype = media.type.startsWith('application/') ? media.type.slice('application/'.length) : ''
  return BINARY_APPLICATIONS.has(subtype) || BINARY_SUFFIX.test(subtype) ? 'binary' : null
}
