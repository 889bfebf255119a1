/** What a variable may be called. It stands apart from the schemas, so that an editor needs none of them. */
export const VARIABLE_NAME = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u
/** In characters. */
export const MAX_VARIABLE_NAME = 100
