/** The header that an API key travels in where none is named (contract, section 4). */
export const DEFAULT_KEY_HEADER = 'X-API-Key'
