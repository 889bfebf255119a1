const SECRET_NAME = /^(proxy-)?authorization$|cookie|token|key|secret/i

/** Whether the value of a header is a secret by the header's name (contract, section 4). */
export const isSecretHeaderName = (name: string): boolean => SECRET_NAME.test(name)
