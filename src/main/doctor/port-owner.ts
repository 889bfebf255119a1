import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const LISTENING = '0A'

/** The program that listens on a TCP port, as `name (pid)`; null where the system does not tell (proc(5), Linux alone). */
export function programAt(port: number): string | null {
  try {
    const sockets = ['tcp', 'tcp6'].flatMap((table) => listenersIn(`/proc/net/${table}`, port))
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holdsAny(name, sockets))
    return pid === undefined ? null : `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`
  } catch {
    return null
  }
}

function listenersIn(table: string, port: number): string[] {
  const rows = readFileSync(table, 'utf8').trim().split('\n').slice(1)
  const fields = rows.map((row) => row.trim().split(/\s+/))
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const found = fields.filter(([, local, , state]) => local?.endsWith(`:${wanted}`) && state === LISTENING)
  return found.map((row) => `socket:[${row[9]}]`)
}

/** Another user's files can't be seen. */
function holdsAny(pid: string, sockets: readonly string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.includes(tryToReadLink(`/proc/${pid}/fd/${fd}`)))
  } catch {
    return false
  }
}

function tryToReadLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
