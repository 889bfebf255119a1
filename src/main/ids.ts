import { randomBytes } from 'node:crypto'

/** 128 random bits as 22 characters of base64url: whoever knows one may see what it names. */
export const randomToken = (bytes = 16): string => randomBytes(bytes).toString('base64url')

/** Random bits of which the next are taken: to ask the system for so few at a time costs many times as much. */
let random = Buffer.alloc(0)
const RANDOM_BYTES = 3072

function takeRandom(bytes: number): Buffer {
  if (random.length < bytes) random = randomBytes(RANDOM_BYTES)
  const taken = random.subarray(0, bytes)
  random = random.subarray(bytes)
  return taken
}

/**
 * The time in milliseconds, then 96 random bits, for what is shown to key holders alone: those that are made together
 * lie together in an index, of which a commit then writes a page and not as many as there are.
 */
const timedToken = (): string => Date.now().toString(16).padStart(12, '0') + takeRandom(12).toString('base64url')

export const newBindingUid = (token = randomToken()): string => `bind_${token}`
export const newTemplateUid = (token = randomToken()): string => `tmpl_${token}`
export const newImageId = (): string => `img_${randomToken()}`
export const newRunId = (): string => `run_${timedToken()}`
export const newEventId = (): string => `evt_${timedToken()}`
export const newSubscriptionUid = (token = randomToken()): string => `sub_${token}`
export const newCallId = (): string => `call_${randomToken()}`
export const newDeliveryId = (): string => `dlv_${randomToken()}`
