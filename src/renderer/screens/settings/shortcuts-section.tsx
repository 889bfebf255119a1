import { Kbd } from '@mantine/core'
import { SHORTCUTS } from '../../shell/keys.ts'
import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'

/** Every key there is. */
export function ShortcutsSection() {
  return (
    <Section id="shortcuts">
      <SettingRow id="shortcutsList" isWide>
        <div className="cheat-sheet">
          {SHORTCUTS.map(({ title, shortcuts }) => (
            <section key={title} aria-label={title}>
              <h4>{title}</h4>
              <dl>
                {shortcuts.map(({ keys, does }) => (
                  <div key={does}>
                    <dt>
                      {keys.map((key) => (
                        <Kbd key={key} size="xs">
                          {key}
                        </Kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </SettingRow>
    </Section>
  )
}
