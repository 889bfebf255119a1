import {
  IconAlertTriangle,
  IconCircleMinus,
  IconCirclePlus,
  IconHandStop,
  IconLink,
  IconPencil,
  type IconProps,
  IconUnlink,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { SyncKind, SyncOperation } from '../../../shared/sync.ts'

const ICONS: Record<SyncKind, { icon: ComponentType<IconProps>; tone?: 'good' | 'warn' | 'bad' }> = {
  push_create: { icon: IconCirclePlus, tone: 'good' },
  push_update: { icon: IconPencil },
  push_delete: { icon: IconCircleMinus, tone: 'bad' },
  pull_create: { icon: IconCirclePlus, tone: 'good' },
  pull_update: { icon: IconPencil },
  pull_delete: { icon: IconCircleMinus, tone: 'bad' },
  adopt: { icon: IconLink },
  forget: { icon: IconUnlink },
  conflict: { icon: IconAlertTriangle, tone: 'warn' },
  held_back: { icon: IconHandStop },
}

/** What an operation does, at a glance; the words stand beside it. */
export function KindIcon({ operation: { kind } }: { operation: Pick<SyncOperation, 'kind'> }) {
  const { icon: Icon, tone = 'idle' } = ICONS[kind]
  return <Icon className="icon" style={{ color: `var(--${tone})` }} aria-hidden />
}
