import { UnstyledButton } from '@mantine/core'
import { IconCloudDown, IconFileImport, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { bindingsApi } from '../../api/bindings.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import { ImportFile } from '../settings/import-file.tsx'
import styles from './begin-step.module.css'
import { findSample } from './first-run.ts'
import { starterBinding, startersOf } from './starter.ts'
import { StarterPicture } from './starter-picture.tsx'

/** Where the first picture comes from. */
export function BeginStep() {
  const isOffline = useIsOffline()
  const sample = useBindings(({ byUid }) => findSample(Object.values(byUid)))
  const starters = useTemplates(useShallow(({ byUid }) => startersOf(Object.values(byUid), sample?.templateId)))
  const [isImporting, setImporting] = useState(false)
  const [making, setMaking] = useState<string | null>(null)
  const [fault, setFault] = useState<string | null>(null)

  const begin = async (template: (typeof starters)[number]) => {
    setMaking(template.uid)
    setFault(null)
    try {
      const { uid } = await bindingsApi.create(starterBinding(template))
      goTo(paths.bindings(uid))
    } catch (error) {
      setMaking(null)
      setFault((error as Error).message)
    }
  }
  return (
    <>
      <p>Begin with your own data, or with something that is there already.</p>
      {fault ? <p role="alert">{fault}</p> : null}
      <ul className={styles.ways}>
        <li>
          <UnstyledButton className={styles.way} onClick={() => goTo(paths.newBinding())} data-first>
            <span className={styles.sign}>
              <IconPlus aria-hidden />
            </span>
            <Words title="Your own data" about="An API, a webhook, or JSON that you paste." />
          </UnstyledButton>
        </li>
        {sample ? (
          <li>
            <UnstyledButton className={styles.way} onClick={() => goTo(paths.bindings(sample.uid))}>
              <StarterPicture uid={sample.templateId} />
              <Words title="The sample" about="Bindery’s own status, live already." />
            </UnstyledButton>
          </li>
        ) : null}
        {starters.map((template) => (
          <li key={template.uid}>
            <UnstyledButton
              className={styles.way}
              disabled={isOffline || making !== null}
              onClick={() => void begin(template)}
            >
              <StarterPicture uid={template.uid} />
              <Words
                title={template.name}
                about={making === template.uid ? 'Making it…' : `Template, ${template.width} × ${template.height}`}
              />
            </UnstyledButton>
          </li>
        ))}
        <li>
          <UnstyledButton className={styles.way} aria-expanded={isImporting} onClick={() => setImporting(!isImporting)}>
            <span className={styles.sign}>
              <IconFileImport aria-hidden />
            </span>
            <Words title="An import" about="A file that another Bindery exported." />
          </UnstyledButton>
        </li>
        <li>
          <UnstyledButton className={styles.way} onClick={() => goTo(paths.sync())}>
            <span className={styles.sign}>
              <IconCloudDown aria-hidden />
            </span>
            <Words title="A hosted account" about="What you have at pictify.io already." />
          </UnstyledButton>
        </li>
      </ul>
      {isImporting ? <ImportFile /> : null}
    </>
  )
}

const Words = ({ title, about }: { title: string; about: string }) => (
  <span className={styles.words}>
    <strong dir="auto">{title}</strong>
    <span className="faint">{about}</span>
  </span>
)
