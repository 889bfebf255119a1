import { Notification } from 'electron'

export interface Notifier {
  show(words: { title: string; body: string }, onClick: () => void): void
}

/** Notifications of the operating system. Those that are shown are held, or a click on one would find nobody. */
export function createNotifier(): Notifier {
  const shown = new Set<Notification>()
  return {
    show({ title, body }, onClick) {
      if (!Notification.isSupported()) return
      const notification = new Notification({ title, body, silent: true })
      const forget = () => shown.delete(notification)
      shown.add(notification)
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
