import {
  IconArrowsExchange,
  IconHistory,
  IconLayoutGrid,
  type IconProps,
  IconSettings,
  IconTemplate,
  IconWebhook,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { paths, type Route } from '../stores/route.ts'

/** A place of the rail: also Ctrl and its number, and a line of the palette. */
export interface Place {
  label: string
  to: string
  icon: ComponentType<IconProps>
  /** The screens that are under it. */
  screens: readonly Route['screen'][]
}

export const PLACES: readonly Place[] = [
  { label: 'Bindings', to: paths.bindings(), icon: IconLayoutGrid, screens: ['bindings', 'binding-editor'] },
  { label: 'Templates', to: paths.templates(), icon: IconTemplate, screens: ['templates', 'template-editor'] },
  { label: 'Runs', to: paths.runs(), icon: IconHistory, screens: ['runs'] },
  { label: 'Webhooks', to: paths.webhooksIn(), icon: IconWebhook, screens: ['webhooks'] },
  { label: 'Sync', to: paths.sync(), icon: IconArrowsExchange, screens: ['sync'] },
  { label: 'Settings', to: paths.settings(), icon: IconSettings, screens: ['settings'] },
]
