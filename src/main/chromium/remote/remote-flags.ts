import { DISABLED_FEATURES, ENABLED_FEATURES, NO_UDP, ONE_PROCESS, STEADY } from '../flags.ts'

/** What takes away what keeps pages apart from files and from other sites. */
const DANGEROUS = ['--disable-web-security', '--allow-file-access-from-files', '--allow-file-access']

/** Switches of a browser, as it tells them: values with spaces are not quoted. */
const listOf = (commandLine: string, name: string): string[] =>
  [...commandLine.matchAll(new RegExp(`--${name}=(\\S+)`, 'g'))].at(-1)?.[1]?.split(',') ?? []

const has = (commandLine: string, flag: string): boolean =>
  ` ${commandLine} `.includes(` ${flag} `) || (flag.endsWith('=') && commandLine.includes(` ${flag}`))

/**
 * What a browser elsewhere was started without, though pictures or safety depend on it: what makes pixels steady, what
 * keeps scripts off in frames of other sites, and what leaves it no way out but the proxy.
 */
export function missingFlags(commandLine: string): string[] {
  const features = DISABLED_FEATURES.filter((name) => !listOf(commandLine, 'disable-features').includes(name))
  const enabled = ENABLED_FEATURES.filter((name) => !listOf(commandLine, 'enable-features').includes(name))
  return [
    ...[...STEADY, ONE_PROCESS, ...NO_UDP, '--block-new-web-contents'].filter((flag) => !has(commandLine, flag)),
    ...(commandLine.includes(' --host-resolver-rules=MAP * ~NOTFOUND') ? [] : ['--host-resolver-rules']),
    ...(features.length > 0 ? [`--disable-features=${features.join(',')}`] : []),
    ...(enabled.length > 0 ? [`--enable-features=${enabled.join(',')}`] : []),
  ]
}

export const dangerousFlags = (commandLine: string): string[] => DANGEROUS.filter((flag) => has(commandLine, flag))
