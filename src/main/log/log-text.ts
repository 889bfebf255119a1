/** Userinfo, query and fragment of a URL: where secrets travel. A scheme has its limit, so that long texts are soon read. */
const URLS = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>`]+/gi
const USERINFO = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i
/** Keys, tokens and logins that can be told by their form. */
const TOLD_BY_FORM: readonly [RegExp, string][] = [
  [/\b(bearer|basic) +[\w.~+/=-]{8,}/gi, '$1 …'],
  [/\b(bindery|whsec)_[\w-]{16,}/g, '$1_…'],
  [/(\/webhooks\/)[\w-]{16,}/g, '$1…'],
  [/(#token=)[\w-]+/g, '$1…'],
]

/** A text as it may be logged: URLs without userinfo, query and fragment, and nothing that has the form of a key. */
export function loggableText(text: string): string {
  const short = text.replace(URLS, (url) => url.replace(USERINFO, '$1').replace(/[?#].*$/s, '?…'))
  return TOLD_BY_FORM.reduce((rest, [form, shown]) => rest.replace(form, shown), short)
}
