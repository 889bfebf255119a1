/**
 * Waits for `promise`, but no longer than `signal` allows; then rejects with the signal's reason. What `promise` brings
 * after that is given to `discard`, so that nothing that was opened is forgotten.
 */
export async function orAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  discard: (late: T) => void = () => {},
): Promise<T> {
  if (signal.aborted) {
    promise.then(discard, () => {})
    throw signal.reason
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => {
    promise.then(discard, () => {})
    reject(signal.reason)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
