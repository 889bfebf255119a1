/** A part that does not end as it should keeps no other from ending: a database, a browser. */
export async function stopAll(stops: readonly (() => unknown)[], onFault: (error: unknown) => void): Promise<void> {
  for (const stop of stops) {
    try {
      await stop()
    } catch (error) {
      onFault(error)
    }
  }
}
