import {
  IconAlertTriangle,
  IconCloudCheck,
  IconCloudOff,
  IconCloudPause,
  IconCloudUp,
  type IconProps,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Cloud } from '../../shared/sync.ts'
import { CLOUD_WORDS } from '../words/sync.ts'
import styles from './cloud-mark.module.css'

const ICONS: Record<Cloud['state'], ComponentType<IconProps>> = {
  synced: IconCloudCheck,
  local_changes: IconCloudUp,
  conflict: IconAlertTriangle,
  local_only: IconCloudOff,
  held_back: IconCloudPause,
}

/** How an object stands to its twin; nothing where no account is connected. @param isBrief the word is only for those who listen */
export function CloudMark({ cloud, isBrief = false }: { cloud: Cloud | undefined; isBrief?: boolean }) {
  if (!cloud) return null
  const { tone, word } = CLOUD_WORDS[cloud.state]
  const Icon = ICONS[cloud.state]
  return (
    <span className={styles.mark} data-tone={tone} data-cloud={cloud.state} title={`Sync: ${word}`}>
      <Icon className="icon" aria-hidden />
      <span className={isBrief ? 'visually-hidden' : styles.word}>{word}</span>
    </span>
  )
}
