import type { Run, RunDetails } from '../../../shared/run.ts'
import { refreshBinding } from '../../binding-actions.ts'
import { AllowHostButton } from '../../components/allow-host-button.tsx'
import { Excerpt } from '../../components/excerpt.tsx'
import { useBindings } from '../../stores/bindings.ts'
import styles from './run-panel.module.css'

/** What the page asked for and did not get. */
export function RunRequests({ run, requests }: { run: Run; requests: RunDetails['failedRequests'] }) {
  const binding = useBindings(({ byUid }) => byUid[run.bindingUid])
  if (requests.length === 0) return null
  const offered = new Set<string>()
  return (
    <section className="block">
      <h2>What the page could not load</h2>
      <ul className={styles.requests}>
        {requests.map(({ url, reason, blocked }, index) => {
          const host = blocked && `${blocked.host} ${blocked.port}`
          const isFirst = host !== undefined && !offered.has(host)
          if (host !== undefined) offered.add(host)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same URL may fail twice, and the list never changes
            <li key={index}>
              <code>{url}</code>
              <span className="faint">{blocked ? 'Its host is not allowed.' : reason}</span>
              {blocked && isFirst ? (
                <AllowHostButton blocked={blocked} onAllowed={() => (binding ? refreshBinding(binding) : undefined)} />
              ) : null}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** What the scripts of the page said. */
export function RunConsole({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <section className="block">
      <h2>Console</h2>
      <Excerpt text={lines.join('\n')} label="What the page’s scripts said" />
    </section>
  )
}
