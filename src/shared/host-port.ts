export interface HostPort {
  /** With no brackets around IPv6. */
  host: string
  port: number
}

const FORM = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s/@?#\\:[\]]+)):(\d{1,5})$/

/** Reads `host:port` or `[v6]:port`; null where it is neither. */
export function parseHostPort(text: string): HostPort | null {
  const [, v6, name, digits] = FORM.exec(text) ?? []
  const host = v6 ?? name
  const port = Number(digits)
  return host === undefined || port > 65_535 ? null : { host, port }
}
