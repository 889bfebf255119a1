import { randomBytes } from 'node:crypto'

/** 128 random bits as 22 characters of base64url: whoever knows one may see what it names. */
export const randomToken = (bytes = 16): string => randomBytes(bytes).toString('base64url')

/** Random characters of 6 bits each, of which the next are taken: to ask for so few at a time costs many times as much. */
let random = ''
let taken = 0
const RANDOM_BYTES = 3072

function takeRandom(characters: number): string {
  if (random.length < taken + characters) {
    random = randomToken(RANDOM_BYTES)
    taken = 0
  }
  taken += characters
  return random.slice(taken - characters, taken)
}

/**
 * The time in milliseconds, then 96 random bits, for what is shown to key holders alone: those that are made together
 * lie together in an index, of which a commit then writes a page and not as many as there are.
 */
const timedToken = (): string => Date.now().toString(16).padStart(12, '0') + takeRandom(16)

export const newBindingUid = (token = randomToken()): string => `bind_${token}`
export const newTemplateUid = (token = randomToken()): string => `tmpl_${token}`
export const newImageId = (): string => `img_${randomToken()}`
export const newRunId = (): string => `run_${timedToken()}`
export const newEventId = (): string => `evt_${timedToken()}`
export const newSubscriptionUid = (token = randomToken()): string => `sub_${token}`
export const newCallId = (): string => `call_${randomToken()}`
export const newDeliveryId = (): string => `dlv_${randomToken()}`
