import { settingsApi } from '../../api/settings.ts'
import { Fact } from './fact.tsx'
import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'
import { useRead } from './use-read.ts'

/** Where Bindery is reached; flags and environment say it. */
export function ServerSection() {
  const { value: server, error } = useRead(settingsApi.server)
  return (
    <Section id="server">
      {error ? <p role="alert">{error}</p> : null}
      {server ? (
        <>
          <SettingRow id="address" byDefault="http://127.0.0.1:4747">
            <Fact
              value={server.url}
              copyName="Copy the address"
              how={
                <>
                  {isOpen(server.host) ? 'It listens on every network of this machine. ' : ''}Set it with{' '}
                  <code>--port</code> (or <code>BINDERY_PORT</code>) and <code>--host</code>.
                </>
              }
            />
          </SettingRow>
          <SettingRow id="publicUrl" byDefault="the address">
            <Fact
              value={server.publicUrl}
              copyName="Copy the public URL"
              how={
                <>
                  Set it with <code>--public-url</code> or <code>BINDERY_PUBLIC_URL</code>.
                </>
              }
            />
          </SettingRow>
          <SettingRow id="names" byDefault="none">
            <Fact
              value={server.names.join(', ') || null}
              how={
                <>
                  Set each with <code>--server-name</code>.
                </>
              }
            />
          </SettingRow>
          <SettingRow id="dataDir" byDefault="the platform’s application-data folder">
            <Fact
              value={server.dataDir}
              copyName="Copy the path of the data folder"
              how={
                <>
                  Set it with <code>--data-dir</code> or <code>BINDERY_DATA_DIR</code>.
                </>
              }
            />
          </SettingRow>
        </>
      ) : null}
    </Section>
  )
}

const isOpen = (host: string): boolean => host === '0.0.0.0' || host === '::'
