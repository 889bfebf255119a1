import { Notification } from 'electron'

export interface Notifier {
  show(words: { title: string; body: string }, onClick: () => void): void
}

/** As many as are held; what is older is seldom clicked, and not every system says that it has removed one. */
const HELD = 20

/** Notifications of the operating system. Those that are shown are held, or a click on one would find nobody. */
export function createNotifier(): Notifier {
  const shown = new Set<Notification>()
  return {
    show({ title, body }, onClick) {
      if (!Notification.isSupported()) return
      const notification = new Notification({ title, body, silent: true })
      const forget = () => shown.delete(notification)
      shown.add(notification)
      for (const oldest of shown) if (shown.size > HELD) shown.delete(oldest)
      notification.once('click', () => {
        forget()
        onClick()
      })
      notification.once('close', forget)
      notification.once('failed', forget)
      notification.show()
    },
  }
}
