import { Kbd } from '@mantine/core'
import { SHORTCUTS } from './keys.ts'

/** Every key there is, by where it holds. @param Heading the level that fits what it stands in */
export function ShortcutSheet({ Heading }: { Heading: 'h2' | 'h4' }) {
  return (
    <div className="cheat-sheet">
      {SHORTCUTS.map(({ title, shortcuts }) => (
        <section key={title} aria-label={title}>
          <Heading>{title}</Heading>
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
  )
}
