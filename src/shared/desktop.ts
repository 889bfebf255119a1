import { z } from 'zod'

/** What can be set of the desktop app. It belongs to this machine, so that it lies beside the database and not in it. */
export const desktopSettingsSchema = z.object({
  closeToTray: z
    .boolean()
    .nullable()
    .describe('Whether Bindery runs on when its window is closed; null until it has been asked'),
  notifications: z.boolean(),
  checkForUpdates: z.boolean().describe('Whether the list of releases is asked for newer ones, once a day'),
  port: z.number().int().min(1).max(65_535).nullable().describe('The port at the next start; null for the usual one'),
})
export type DesktopSettings = z.infer<typeof desktopSettingsSchema>

export const DEFAULT_DESKTOP_SETTINGS: DesktopSettings = {
  closeToTray: null,
  notifications: true,
  checkForUpdates: false,
  port: null,
}

export const desktopUpdateSchema = desktopSettingsSchema.extend({ startAtLogin: z.boolean() }).partial().strict()
export type DesktopUpdate = z.infer<typeof desktopUpdateSchema>

/** The settings and what this machine makes of them. */
export interface DesktopState extends DesktopSettings {
  /** As the operating system has it. */
  startAtLogin: boolean
  /** False on a desktop that shows none: closing the window then minimises it. */
  hasTray: boolean
  /** Whether the port was given on the command line, which goes before the setting. */
  isPortGiven: boolean
  /** Whether this build knows a list of releases to ask. */
  canCheckForUpdates: boolean
}

/** What files are opened and saved as. */
export const FILE_KINDS = ['definitions', 'diagnostics', 'picture'] as const
export type FileKind = (typeof FILE_KINDS)[number]

/** Characters, or bytes, that a file may have which goes by a dialog. */
export const MAX_FILE_LENGTH = 64 * 1024 * 1024

export const saveRequestSchema = z.object({
  kind: z.enum(FILE_KINDS),
  name: z.string().min(1).max(300).describe('The name that the dialog offers'),
  content: z.union([z.string().max(MAX_FILE_LENGTH), z.instanceof(Uint8Array)]),
})
export type SaveRequest = z.infer<typeof saveRequestSchema>

/** What came of a dialog; a message is one for people. */
export type SavedFile = { state: 'saved'; name: string } | { state: 'cancelled' } | { state: 'failed'; message: string }
export type OpenedFile =
  | { state: 'opened'; name: string; text: string }
  | { state: 'cancelled' }
  | { state: 'failed'; message: string }
