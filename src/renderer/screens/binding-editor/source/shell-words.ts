const ANSI: Record<string, string> = { n: '\n', t: '\t', r: '\r', "'": "'", '"': '"', '\\': '\\' }

/** Whether the first quote of a command is one of cmd.exe's: browsers on Windows copy requests so. */
const isForCmd = (text: string): boolean => /^[^'"]*\^"/.test(text)

/** In cmd.exe a caret takes the meaning of the character after it, a quote's too; of two line feeds it takes the first. */
const withoutCarets = (text: string): string => text.replaceAll(/\^(?:\r?\n)?([\s\S]?)/g, '$1')

/**
 * The words of a command line as a POSIX shell reads them: quotes, `$'…'`, backslashes and lines that go on. Nothing is
 * expanded. Lines that go on with `^` or a backtick, as Windows has them, are joined too.
 */
export function shellWords(text: string): string[] {
  const line = isForCmd(text) ? withoutCarets(text) : text.replaceAll(/[\\^`]\r?\n/g, ' ')
  const words: string[] = []
  let word: string | null = null
  let at = 0
  const add = (more: string) => {
    word = (word ?? '') + more
  }
  while (at < line.length) {
    const c = line[at] ?? ''
    if (/\s/.test(c)) {
      if (word !== null) words.push(word)
      word = null
      at++
    } else if (c === "'" || (c === '$' && line[at + 1] === "'")) {
      const isAnsi = c === '$'
      const { value, end } = isAnsi ? readAnsi(line, at + 2) : readSingle(line, at + 1)
      add(value)
      at = end
    } else if (c === '"') {
      const { value, end } = readDouble(line, at + 1)
      add(value)
      at = end
    } else if (c === '\\') {
      add(line[at + 1] ?? '')
      at += 2
    } else {
      add(c)
      at++
    }
  }
  if (word !== null) words.push(word)
  return words
}

interface Quoted {
  value: string
  /** Where reading goes on. */
  end: number
}

function readSingle(line: string, start: number): Quoted {
  const close = line.indexOf("'", start)
  const end = close < 0 ? line.length : close
  return { value: line.slice(start, end), end: end + 1 }
}

function readDouble(line: string, start: number): Quoted {
  let value = ''
  let at = start
  while (at < line.length && line[at] !== '"') {
    if (line[at] === '\\' && '"\\$`'.includes(line[at + 1] ?? ' ')) at++
    value += line[at++]
  }
  return { value, end: at + 1 }
}

function readAnsi(line: string, start: number): Quoted {
  let value = ''
  let at = start
  while (at < line.length && line[at] !== "'") {
    if (line[at] !== '\\') {
      value += line[at++]
      continue
    }
    const code = /^\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(line.slice(at, at + 6))
    if (code) value += String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '', 16))
    else value += ANSI[line[at + 1] ?? ''] ?? line[at + 1] ?? ''
    at += code ? code[0].length : 2
  }
  return { value, end: at + 1 }
}
