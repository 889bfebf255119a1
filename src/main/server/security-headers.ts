/**
 * What every answer says, errors too, and those to bytes that are no request. Routes that serve pages or pictures say
 * more; what they leave as it is can be shown, framed, embedded or guessed at by nobody.
 */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
} as const

const { 'content-security-policy': _policy, 'x-frame-options': _frames, ...forAll } = SECURITY_HEADERS

/** Pictures are made to be shown on pages of other origins, a PDF in a frame; nothing else is. */
export const PICTURE_HEADERS = { ...forAll, 'cross-origin-resource-policy': 'cross-origin' } as const

/** The policy of a page that talks to its own farm only; its components set styles at run time. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
