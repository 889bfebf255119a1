import { findWords } from '../../words/find.ts'

/** The parts of the settings, in their order. */
export const SECTIONS = [
  { id: 'server', title: 'Server' },
  { id: 'chromium', title: 'Chromium' },
  { id: 'network', title: 'Network' },
  { id: 'secrets', title: 'Secrets' },
  { id: 'storage', title: 'Storage' },
  { id: 'region', title: 'Region' },
  { id: 'sync', title: 'Sync' },
  { id: 'desktop', title: 'Desktop app' },
  { id: 'look', title: 'Look' },
  { id: 'shortcuts', title: 'Shortcuts' },
  { id: 'portable', title: 'Import and export' },
  { id: 'diagnostics', title: 'Diagnostics' },
] as const
export type SectionId = (typeof SECTIONS)[number]['id']

export interface SettingInfo {
  section: SectionId
  title: string
  about: string
  /** When a change of it holds. */
  holds?: 'at once' | 'from the next start'
  /** Further words that find it. */
  words?: string
}

const START = 'from the next start'
const NOW = 'at once'

/** Everything that the settings show, by the id of its row; a row that is one setting of the farm has that setting's name. */
export const SETTINGS = {
  address: {
    section: 'server',
    title: 'Address',
    about: 'Where programs on this machine reach Bindery.',
    holds: START,
    words: 'port host url',
  },
  publicUrl: {
    section: 'server',
    title: 'Public URL',
    about: 'What render and webhook URLs begin with, so that other devices reach them.',
    holds: START,
    words: 'proxy https domain',
  },
  names: {
    section: 'server',
    title: 'Further names',
    about: 'Host names that Bindery answers to beside its own address.',
    holds: START,
    words: 'host header server name',
  },
  dataDir: {
    section: 'server',
    title: 'Data folder',
    about: 'The database, the pictures and the keys.',
    holds: START,
    words: 'directory path disk',
  },
  chromiumState: {
    section: 'chromium',
    title: 'Browser',
    about: 'What Bindery draws with.',
    words: 'version sandbox processes chrome',
  },
  chromiumPath: {
    section: 'chromium',
    title: 'Path',
    about: 'A Chrome, Edge or Chromium of your own. It is started before it is kept.',
    holds: NOW,
    words: 'executable binary chrome edge choose',
  },
  chromiumInstall: {
    section: 'chromium',
    title: 'Download',
    about: 'The newest stable Chromium of Chrome for Testing, into the data folder.',
    words: 'install update chrome',
  },
  chromiumTest: {
    section: 'chromium',
    title: 'Test',
    about: 'Draws one picture and keeps nothing.',
    words: 'try preview thumbnail',
  },
  chromiumEndpoints: {
    section: 'chromium',
    title: 'Browsers elsewhere',
    about:
      'Chromiums on other machines that draw too, as long as their pictures are the same. Start one there with: bindery chromium serve.',
    holds: NOW,
    words: 'remote worker endpoint devtools cdp browserless websocket machine',
  },
  pageProxyListen: {
    section: 'chromium',
    title: 'Pages’ proxy listens at',
    about:
      'Where browsers elsewhere come to load images and fonts, such as 192.168.1.5:4748. Whoever reaches it needs a login that only they are given.',
    holds: NOW,
    words: 'remote worker endpoint port host',
  },
  pageProxyAddress: {
    section: 'chromium',
    title: 'Pages’ proxy is reached at',
    about: 'How those browsers reach it, where something stands in between: a tunnel, a container, a router.',
    holds: NOW,
    words: 'remote worker endpoint nat tunnel docker port host',
  },
  allow: {
    section: 'network',
    title: 'Allowed private hosts',
    about: 'Bindery refuses addresses of your own network, unless they are listed here.',
    holds: NOW,
    words: 'allow list lan intranet localhost firewall blocked cidr',
  },
  extraCaFile: {
    section: 'network',
    title: 'Certificate authorities',
    about:
      'A PEM file with further authorities that data sources and webhooks may be signed by, such as /etc/ssl/our-ca.pem.',
    holds: NOW,
    words: 'ca tls ssl https certificate',
  },
  systemCas: {
    section: 'network',
    title: 'This machine’s authorities',
    about: 'Trust the certificate authorities of the operating system too.',
    holds: NOW,
    words: 'ca tls ssl https certificate system',
  },
  outboundProxy: {
    section: 'network',
    title: 'Outbound proxy',
    about: 'An HTTP proxy by which data is fetched and webhooks are sent, such as http://proxy.example:3128.',
    holds: NOW,
    words: 'http password',
  },
  secretsBackend: {
    section: 'secrets',
    title: 'Where the key lies',
    about: 'Credentials are stored encrypted. This is where the key to them is.',
    words: 'keychain file encryption credentials master password',
  },
  apiKey: {
    section: 'secrets',
    title: 'API key',
    about: 'What scripts call Bindery with. It is shown to you alone, on this machine.',
    words: 'token rotate authorization bearer',
  },
  sizes: {
    section: 'storage',
    title: 'In use',
    about: 'What Bindery keeps on this disk.',
    words: 'disk space size database pictures',
  },
  totalBytes: {
    section: 'storage',
    title: 'Room for pictures',
    about: 'The oldest that are no longer shown go first.',
    holds: NOW,
    words: 'limit disk quota retention',
  },
  picturesPerBinding: {
    section: 'storage',
    title: 'Pictures of each binding',
    about: 'How many it keeps, with the one that is shown.',
    holds: NOW,
    words: 'retention history images',
  },
  runsPerBinding: {
    section: 'storage',
    title: 'Runs of each binding',
    about: 'How many stay in its history.',
    holds: NOW,
    words: 'retention log',
  },
  singleRenderDays: {
    section: 'storage',
    title: 'Single renders',
    about: 'How long a picture stays that was drawn once, of no binding.',
    holds: NOW,
    words: 'retention days api',
  },
  backupsKept: {
    section: 'storage',
    title: 'Daily backups',
    about: 'How many copies of the database are kept.',
    holds: NOW,
    words: 'retention restore',
  },
  backUp: {
    section: 'storage',
    title: 'Back up and restore',
    about: 'A backup holds all but the keys and the pictures, which are drawn again.',
    words: 'backup copy save recover',
  },
  locale: {
    section: 'region',
    title: 'Language',
    about: 'How templates write numbers and dates.',
    holds: NOW,
    words: 'locale format',
  },
  timeZone: {
    section: 'region',
    title: 'Time zone',
    about: 'What time it is in templates.',
    holds: NOW,
    words: 'clock utc date',
  },
  syncAccount: {
    section: 'sync',
    title: 'Account',
    about: 'With whom bindings and templates are synced. Nothing needs one.',
    holds: NOW,
    words: 'cloud hosted pictify key connect disconnect private',
  },
  syncAuto: {
    section: 'sync',
    title: 'Automatic sync',
    about: 'What needs no decision is synced by itself. Conflicts, many deletions and credentials wait for you.',
    holds: NOW,
    words: 'cloud hosted pictify interval minutes background',
  },
  notifications: {
    section: 'desktop',
    title: 'Notifications',
    about: 'When a binding begins to fail, and when it works again.',
    holds: NOW,
    words: 'alerts messages',
  },
  closeToTray: {
    section: 'desktop',
    title: 'Run on when the window is closed',
    about: 'Bindery goes on refreshing, in the tray.',
    holds: NOW,
    words: 'background tray minimise',
  },
  startAtLogin: {
    section: 'desktop',
    title: 'Start at login',
    about: 'Bindery starts when you log in to this machine.',
    holds: NOW,
    words: 'autostart boot',
  },
  port: {
    section: 'desktop',
    title: 'Port',
    about: 'Where the desktop app’s server listens.',
    holds: START,
    words: 'address server',
  },
  checkForUpdates: {
    section: 'desktop',
    title: 'Tell of new versions',
    about: 'Asks the list of releases once a day. Nothing is installed by itself.',
    holds: NOW,
    words: 'updates release version',
  },
  theme: {
    section: 'look',
    title: 'Theme',
    about: 'Kept by this browser.',
    holds: NOW,
    words: 'dark light colour color appearance',
  },
  density: {
    section: 'look',
    title: 'Density',
    about: 'How much room rows and cards take. Kept by this browser.',
    holds: NOW,
    words: 'compact comfortable spacing appearance',
  },
  welcome: {
    section: 'look',
    title: 'First run',
    about: 'The three steps that Bindery began with.',
    words: 'welcome setup onboarding start again',
  },
  shortcutsList: {
    section: 'shortcuts',
    title: 'Keyboard',
    about: 'Everything can be done without a mouse.',
    words: 'keys hotkeys cheat sheet',
  },
  exportFile: {
    section: 'portable',
    title: 'Export',
    about: 'Bindings and templates as one file. No secret, no webhook URL and no history is in it.',
    words: 'backup download share json',
  },
  importFile: {
    section: 'portable',
    title: 'Import',
    about: 'Takes an exported file in, once you have read what it does.',
    words: 'upload restore json',
  },
  bundle: {
    section: 'diagnostics',
    title: 'Diagnostics',
    about: 'Versions, state and the last failures, for whoever helps you. No name, host, URL or secret is in it.',
    words: 'support help bug report log debug',
  },
} as const satisfies Record<string, SettingInfo>
export type SettingId = keyof typeof SETTINGS

export const infoOf = (id: SettingId): SettingInfo => SETTINGS[id]

const sectionTitle = (id: SectionId): string => SECTIONS.find((section) => section.id === id)?.title ?? ''

/** The settings that all words of a query are found in, in the order of the screen. */
export function findSettings(query: string): SettingId[] {
  const ids = Object.keys(SETTINGS) as SettingId[]
  return ids.filter((id) => {
    const { section, title, about, words = '' } = infoOf(id)
    return findWords(query, `${title} ${about} ${words} ${sectionTitle(section)}`)
  })
}

/** What an address asks for: a section, or a setting in its section. The first section where it names nothing. */
export function placeOf(name: string | null): { section: SectionId; setting: SettingId | null } {
  const section = SECTIONS.find(({ id }) => id === name)
  if (section) return { section: section.id, setting: null }
  if (name !== null && Object.hasOwn(SETTINGS, name)) {
    const setting = name as SettingId
    return { section: infoOf(setting).section, setting }
  }
  return { section: 'server', setting: null }
}
