import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { Agent, type Dispatcher } from 'undici'
import type { StoredDelivery } from '../../src/main/db/deliveries.ts'
import { deliver } from '../../src/main/webhooks/deliver.ts'
import { isSignatureOf } from '../../src/main/webhooks/sign.ts'
import type { JsonObject } from '../../src/shared/json.ts'
import { storedSubscription } from '../helpers/stored-subscription.ts'
import { inParallel } from './in-parallel.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { randomText, withBitFlipped } from './random-text.ts'

const CONNECTIONS = 8
/** Of so many bodies one is 100 KB long, and of one every bit of the signature is flipped. */
const EVERY = 100
const LARGE = 100_000
/** Bits of a body that are flipped, drawn at random. */
const BODY_BITS = 64

interface Received {
  body: Buffer
  signature: string
  id: string
}

/** `count` random bodies, delivered over HTTP and checked by another's library; and as many calls that come in. */
export async function tortureSignatures({ count, random, say }: Ordeal): Promise<Verdict> {
  const counts: Record<string, number> = {}
  const failures: string[] = []
  const add = (what: string, more = 1) => {
    counts[what] = (counts[what] ?? 0) + more
  }
  const receiver = await startReceiver()
  const dispatcher = new Agent({ connections: CONNECTIONS })
  const bodies = Array.from({ length: count }, (_, index) => ({
    index,
    secret: randomSecret(random),
    data: randomData(index, random),
  }))
  try {
    await inParallel(bodies, CONNECTIONS, async ({ index, secret, data }) => {
      const received = await receiver.take(dispatcher, index, secret, data)
      if (isAccepted(received, secret)) add('deliveries verified')
      else failures.push(`The delivery of body ${index} is not verified`)
      add('bytes of their bodies', received.body.length)
      if (isAccepted(received, randomSecret(random))) failures.push(`Body ${index} passes with another secret`)
      for (const [what, forged] of forgeries(received, index % EVERY === 1, random)) {
        if (isAccepted(forged, secret)) failures.push(`Body ${index} passes with ${what}`)
        else add('forged deliveries refused')
      }
    })
  } finally {
    await dispatcher.close()
    await receiver.stop()
  }
  say('deliveries: over')
  for (const { index, secret } of bodies) {
    const body = randomBytesOf(index, random)
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    if (isSignatureOf(body, secret, signature)) add('calls that come in verified')
    else failures.push(`The call ${index} is not verified`)
    for (const [what, forged, text] of forgedCalls(body, signature, index % EVERY === 1, random)) {
      if (isSignatureOf(forged, secret, text)) failures.push(`The call ${index} passes with ${what}`)
      else add('forged calls refused')
    }
  }
  return { counts, failures }
}

const { signature: theirs } = new Stripe('none of theirs is called').webhooks

/** No limit of age: the signature alone is to decide. */
function isAccepted({ body, signature }: Received, secret: string): boolean {
  try {
    return theirs?.verifyHeader(body, signature, secret, 0) ?? false
  } catch {
    // Their refusals are errors of many classes.
    return false
  }
}

/** One bit flipped in the signature's header, which holds the time, and in the body; where all, every bit of the header. */
function* forgeries(received: Received, isAll: boolean, random: () => number): Generator<[string, Received]> {
  const { body } = received
  const header = Buffer.from(received.signature, 'latin1')
  for (const bit of bitsOf(header, isAll ? Number.POSITIVE_INFINITY : 1, random)) {
    const signature = withBitFlipped(header, bit).toString('latin1')
    yield [`bit ${bit} of its signature flipped`, { ...received, signature }]
  }
  for (const bit of bitsOf(body, isAll ? BODY_BITS : 1, random)) {
    yield [`bit ${bit} of its body flipped`, { ...received, body: withBitFlipped(body, bit) }]
  }
  yield ['a byte less', { ...received, body: body.subarray(0, -1) }]
  yield ['a byte more', { ...received, body: Buffer.concat([body, Buffer.from(' ')]) }]
}

function* forgedCalls(
  body: Buffer,
  signature: string,
  isAll: boolean,
  random: () => number,
): Generator<[string, Buffer, string]> {
  const header = Buffer.from(signature, 'latin1')
  for (const bit of bitsOf(header, isAll ? Number.POSITIVE_INFINITY : 1, random)) {
    yield [`bit ${bit} of its signature flipped`, body, withBitFlipped(header, bit).toString('latin1')]
  }
  for (const bit of bitsOf(body, isAll ? BODY_BITS : 1, random)) {
    yield [`bit ${bit} of its body flipped`, withBitFlipped(body, bit), signature]
  }
  const hex = signature.slice(7)
  const others = ['', 'sha256=', hex, `sha1=${hex}`, `SHA256=${hex}`, `sha256=${hex}0`, signature.slice(0, -1)]
  for (const text of [...others, ` ${signature}`, `${signature}, ${signature}`, `sha256=${hex.toUpperCase()}`]) {
    if (text !== signature) yield [JSON.stringify(text), body, text]
  }
}

function bitsOf(bytes: Buffer, count: number, random: () => number): number[] {
  const all = bytes.length * 8
  if (count >= all) return Array.from({ length: all }, (_, bit) => bit)
  return Array.from({ length: count }, () => Math.floor(random() * all))
}

function randomData(index: number, random: () => number): JsonObject {
  if (index === 0) return {}
  if (index % EVERY === 0) return { text: randomText(LARGE / 3, random) }
  return { [randomText(random() * 4, random)]: randomText(random() * 200, random), n: random(), list: [null, '', {}] }
}

/** What comes in is bytes; most of these are no text at all. */
function randomBytesOf(index: number, random: () => number): Buffer {
  const length = index === 0 ? 0 : index % EVERY === 0 ? LARGE : Math.floor(random() * 300)
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
}

const randomSecret = (random: () => number): string =>
  `whsec_${Buffer.from(Array.from({ length: 24 }, () => Math.floor(random() * 256))).toString('base64url')}`

/** A target that keeps what it is sent, to the byte. */
async function startReceiver() {
  const received = new Map<string, Received>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const id = headerOf(request, 'x-pictify-delivery-id')
    received.set(id, { body: Buffer.concat(chunks), signature: headerOf(request, 'x-pictify-signature'), id })
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    /** Makes the delivery of this data, as the farm does, and gives what came of it. */
    async take(dispatcher: Dispatcher, index: number, secret: string, data: JsonObject): Promise<Received> {
      const delivery = deliveryOf(`del_${index}`, data)
      const parts = { dispatcher, version: '0', now: Date.now }
      const { status, error } = await deliver(delivery, subscriptionTo(url), secret, parts, AbortSignal.timeout(60_000))
      const found = received.get(delivery.id)
      received.delete(delivery.id)
      if (status !== 200 || !found) throw new Error(`The delivery of body ${index} was answered ${status}: ${error}`)
      return found
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const headerOf = ({ headers }: IncomingMessage, name: string): string => String(headers[name] ?? '')

const deliveryOf = (id: string, data: JsonObject): StoredDelivery => ({
  id,
  subscriptionUid: 'sub_x',
  status: 'pending',
  attempts: 0,
  nextAttemptAt: null,
  createdAt: 0,
  finishedAt: null,
  event: { type: 'binding.updated', data, createdAt: Date.now() },
})

const subscriptionTo = (targetUrl: string) => storedSubscription({ uid: 'sub_x', event: 'binding.updated', targetUrl })
