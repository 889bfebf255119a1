import { createHmac } from 'node:crypto'

/**
 * The signature of a delivery: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "{t}.{body}">`, as the hosted API signs.
 * A receiver that checks `t` as well is safe from replays.
 */
export function signDelivery(body: string, secret: string, now: number): string {
  const t = Math.floor(now / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}
