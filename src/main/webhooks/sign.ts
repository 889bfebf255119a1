import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The signature of a delivery: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "{t}.{body}">`, as the hosted API signs.
 * A receiver that checks `t` as well is safe from replays.
 */
export function signDelivery(body: string, secret: string, now: number): string {
  const t = Math.floor(now / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}

/** What a caller of a binding's webhook sends in `X-Webhook-Signature`: `sha256=<hex HMAC-SHA256 of the raw body>`. */
export const signCall = (body: Buffer, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** Whether that is what a caller with this secret sends; takes constant time. */
export function isSignatureOf(body: Buffer, secret: string, signature: string): boolean {
  const expected = Buffer.from(signCall(body, secret))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
