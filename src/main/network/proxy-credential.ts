import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface ProxyCredential {
  username: string
  password: string
  /** Whether a Proxy-Authorization value is right; takes the same time for every wrong one. */
  accepts(header: string | undefined): boolean
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A fresh Basic credential of 256 random bits. It lives as long as the proxy and is written nowhere. */
export function makeProxyCredential(): ProxyCredential {
  const username = 'bindery'
  const password = randomBytes(32).toString('base64url')
  const expected = digest(Buffer.from(`${username}:${password}`).toString('base64'))
  return {
    username,
    password,
    accepts(header) {
      const token = /^basic +(\S+) *$/i.exec(header ?? '')?.[1]
      return timingSafeEqual(digest(token ?? ''), expected)
    },
  }
}
