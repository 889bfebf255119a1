import type { ChromiumView } from '../../../shared/chromium.ts'
import { Icon } from '../../components/icon.tsx'
import { chromiumSource, chromiumState } from '../../words/chromium.ts'
import styles from './chromium-state.module.css'

/** The browser that draws: how it is, which one, and what is wrong with it. */
export function ChromiumState({ chromium }: { chromium: ChromiumView }) {
  const { path, sandboxed, detail, processes, restarts, state } = chromium
  const { tone, word } = chromiumState(chromium)
  return (
    <div className={styles.state}>
      <p className="health" data-tone={tone} role="status">
        <Icon name={tone} />
        <strong>{word}</strong>
      </p>
      {detail ? <p className={styles.detail}>{detail}</p> : null}
      <dl className="facts">
        <dt>From</dt>
        <dd>{chromiumSource(chromium)}</dd>
        {path ? (
          <>
            <dt>Path</dt>
            <dd>
              <code className="breakable">{path}</code>
            </dd>
          </>
        ) : null}
        {state === 'ready' ? (
          <>
            <dt>Sandbox</dt>
            <dd>{sandboxed ? 'on' : <NoSandbox />}</dd>
            <dt>Processes</dt>
            <dd>
              {processes}
              {restarts > 0 ? `, ${restarts} replaced since the start` : ''}
            </dd>
          </>
        ) : null}
      </dl>
    </div>
  )
}

const NoSandbox = () => (
  <span className={styles.warning} data-tone="warn">
    <Icon name="warn" />
    <span>off: Bindery runs as root, or this system has no user namespaces. Draw only templates that you trust.</span>
  </span>
)
