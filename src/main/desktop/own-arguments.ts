/**
 * Switches of Chromium and of Electron that launchers, packages and people pass: an AppImage starts with `--no-sandbox`
 * where the system has no user namespaces, a Wayland session with `--ozone-platform`. They have had their effect before
 * any code of ours runs, and take their values by `=` alone.
 */
const SWITCHES = new Set([
  ...['no-sandbox', 'disable-setuid-sandbox', 'no-zygote', 'disable-dev-shm-usage', 'in-process-gpu'],
  ...['disable-gpu', 'disable-gpu-sandbox', 'disable-gpu-compositing', 'disable-software-rasterizer'],
  ...['ignore-gpu-blocklist', 'use-gl', 'use-angle', 'enable-unsafe-swiftshader', 'force_high_performance_gpu'],
  ...['enable-features', 'disable-features', 'enable-blink-features', 'disable-blink-features', 'js-flags'],
  ...['ozone-platform', 'ozone-platform-hint', 'enable-wayland-ime', 'wayland-text-input-version', 'gtk-version'],
  ...['class', 'force-device-scale-factor', 'high-dpi-support', 'force-color-profile', 'lang', 'force-dark-mode'],
  ...['force-renderer-accessibility', 'password-store', 'use-mock-keychain', 'xdg-portal-required-version'],
  ...['enable-logging', 'v', 'vmodule', 'log-file', 'log-net-log', 'no-stdio-init', 'enable-crash-reporter'],
  ...['proxy-server', 'proxy-bypass-list', 'proxy-pac-url', 'no-proxy-server', 'host-rules', 'host-resolver-rules'],
  ...['disable-http-cache', 'disable-renderer-backgrounding', 'ignore-certificate-errors', 'user-data-dir'],
  ...[
    'inspect',
    'inspect-brk',
    'inspect-port',
    'remote-debugging-port',
    'remote-debugging-pipe',
    'remote-allow-origins',
  ],
  ...['trace-startup', 'original-process-start-time', 'allow-file-access-from-files', 'enable-automation'],
])

/**
 * What of Electron's command line is meant for Bindery. Electron's executable comes first and, unpackaged, switches and
 * then the folder of the app.
 */
export function ownArguments(argv: readonly string[], isPackaged: boolean): string[] {
  const given = argv.slice(1)
  const folder = isPackaged ? -1 : given.findIndex((argument) => !argument.startsWith('-'))
  return given.slice(folder + 1).filter((argument) => !isForElectron(argument))
}

/** `-psn_` is the number that macOS gives to what it starts. */
function isForElectron(argument: string): boolean {
  const name = /^--([^=]+)/.exec(argument)?.[1]
  return argument.startsWith('-psn_') || (name !== undefined && SWITCHES.has(name))
}
