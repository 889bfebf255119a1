/** The host of a target, by which people know it. */
export const hostOf = (url: string): string => URL.parse(url)?.host ?? url
