import { randomBytes } from 'node:crypto'

/** 128 random bits as 22 characters of base64url: whoever knows one may see what it names. */
export const randomToken = (bytes = 16): string => randomBytes(bytes).toString('base64url')

export const newBindingUid = (token = randomToken()): string => `bind_${token}`
export const newTemplateUid = (token = randomToken()): string => `tmpl_${token}`
export const newImageId = (): string => `img_${randomToken()}`
export const newRunId = (): string => `run_${randomToken()}`
export const newEventId = (): string => `evt_${randomToken()}`
export const newSubscriptionUid = (token = randomToken()): string => `sub_${token}`
export const newCallId = (): string => `call_${randomToken()}`
export const newDeliveryId = (): string => `dlv_${randomToken()}`
