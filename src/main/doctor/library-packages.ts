/**
 * Debian's and Ubuntu's packages of the libraries that Chromium wants, by names that apt understands in all releases; for
 * libasound.so.2 there is none, and this is the one since Debian 13 and Ubuntu 24.04.
 */
const PACKAGES: Record<string, string> = {
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libasound.so.2': 'libasound2t64',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libexpat.so.1': 'libexpat1',
  'libfontconfig.so.1': 'libfontconfig1',
  'libfreetype.so.6': 'libfreetype6',
  'libdrm.so.2': 'libdrm2',
  'libgbm.so.1': 'libgbm1',
  'libudev.so.1': 'libudev1',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libcairo.so.2': 'libcairo2',
  'libX11.so.6': 'libx11-6',
  'libX11-xcb.so.1': 'libx11-xcb1',
  'libxcb.so.1': 'libxcb1',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
}

/** What to do where these libraries are missing. */
export function libraryAdvice(missing: readonly string[]): string {
  const packages = [...new Set(missing.flatMap((library) => PACKAGES[library] ?? []))].sort()
  const unknown = missing.filter((library) => !(library in PACKAGES))
  const install = packages.length > 0 ? `on Debian and Ubuntu: apt install ${packages.join(' ')}` : null
  const find = unknown.length > 0 ? `find the package of ${unknown.join(', ')} with apt-file search` : null
  return [install, find].filter((each) => each !== null).join('; ')
}
