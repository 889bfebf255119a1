import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export type FontRole = 'sans' | 'serif' | 'mono' | 'emoji'

interface BundledFont {
  role: FontRole
  /** The name that a template can ask for. */
  family: string
  package: string
  /** Folders of the package that are used, one style each. */
  styles: readonly string[]
  /** Family names that mean this font on every machine, whatever is installed there. */
  aliases: readonly string[]
}

const UPRIGHT = ['400Regular', '500Medium', '600SemiBold', '700Bold', '800ExtraBold']
const WITH_ITALICS = [...UPRIGHT, '400Regular_Italic', '700Bold_Italic']

/** The fonts that Bindery brings along, so that a template lays out alike on every machine. All under the SIL OFL 1.1. */
export const BUNDLED_FONTS: readonly BundledFont[] = [
  {
    role: 'sans',
    family: 'Inter',
    package: '@expo-google-fonts/inter',
    styles: WITH_ITALICS,
    aliases: [
      ...['sans-serif', 'sans', 'system-ui', 'ui-sans-serif', 'ui-rounded', 'Arial', 'Helvetica', 'Helvetica Neue'],
      ...['Segoe UI', 'BlinkMacSystemFont', '-apple-system', 'Verdana', 'Tahoma'],
    ],
  },
  {
    role: 'serif',
    family: 'Noto Serif',
    package: '@expo-google-fonts/noto-serif',
    styles: WITH_ITALICS,
    aliases: ['serif', 'ui-serif', 'Times New Roman', 'Times', 'Georgia'],
  },
  {
    role: 'mono',
    family: 'JetBrains Mono',
    package: '@expo-google-fonts/jetbrains-mono',
    styles: WITH_ITALICS,
    aliases: [
      'monospace',
      'mono',
      'ui-monospace',
      'Courier New',
      'Courier',
      'Menlo',
      'Monaco',
      'Consolas',
      'Monospace',
    ],
  },
  {
    role: 'emoji',
    family: 'Noto Color Emoji',
    package: '@expo-google-fonts/noto-color-emoji',
    styles: ['400Regular'],
    aliases: ['emoji', 'Apple Color Emoji', 'Segoe UI Emoji'],
  },
]

const FILE_STEMS: Record<FontRole, string> = {
  sans: 'Inter',
  serif: 'NotoSerif',
  mono: 'JetBrainsMono',
  emoji: 'NotoColorEmoji',
}

const resolver = createRequire(import.meta.url)

/** Chromium can't read out of an Electron archive, so the packaged app keeps the fonts beside it. */
const outsideArchive = (path: string): string => path.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked')

const packageFolder = (name: string): string => outsideArchive(dirname(resolver.resolve(`${name}/package.json`)))

/** The TrueType file of a bundled font, for what draws text without a browser. */
export function fontFile(role: FontRole, style = '400Regular'): string {
  const font = BUNDLED_FONTS.find((candidate) => candidate.role === role)
  if (!font?.styles.includes(style)) throw new RangeError(`There is no bundled ${role} font in ${style}`)
  return join(packageFolder(font.package), style, `${FILE_STEMS[role]}_${style}.ttf`)
}

const fontFolders = (): string[] =>
  BUNDLED_FONTS.flatMap(({ package: name, styles }) => styles.map((style) => join(packageFolder(name), style)))

/** Where Linux keeps fonts; they serve the scripts that the bundled ones lack, and families asked for by name. */
const systemFontFolders = (): string[] =>
  [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(homedir(), '.local/share/fonts'),
    join(homedir(), '.fonts'),
  ].filter(existsSync)

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

// Bound strongly: Chromium takes a substitute only where fontconfig puts it before the name that was asked for.
const alias = (from: string, to: string): string =>
  `<match target="pattern"><test qual="any" name="family"><string>${escapeXml(from)}</string></test>` +
  `<edit name="family" mode="prepend" binding="strong"><string>${escapeXml(to)}</string></edit></match>`

/**
 * A fontconfig file (fonts-conf(5)) that puts the bundled fonts first and leaves out the machine's own configuration,
 * whose hinting, anti-aliasing and substitutions would make pictures differ from one machine to the next.
 * @param cacheDir where fontconfig may keep what it has learned of the folders
 */
export function fontConfig(cacheDir: string): string {
  const folders = [...fontFolders(), ...systemFontFolders()]
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    '<fontconfig>',
    ...folders.map((folder) => `<dir>${escapeXml(folder)}</dir>`),
    `<cachedir>${escapeXml(cacheDir)}</cachedir>`,
    ...BUNDLED_FONTS.flatMap(({ family, aliases }) => aliases.map((name) => alias(name, family))),
    '<match target="font">',
    '<edit name="antialias" mode="assign"><bool>true</bool></edit>',
    '<edit name="hinting" mode="assign"><bool>false</bool></edit>',
    '<edit name="autohint" mode="assign"><bool>false</bool></edit>',
    '<edit name="hintstyle" mode="assign"><const>hintnone</const></edit>',
    '<edit name="rgba" mode="assign"><const>none</const></edit>',
    '</match>',
    '</fontconfig>',
    '',
  ].join('\n')
}
