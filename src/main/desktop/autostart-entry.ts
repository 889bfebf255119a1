/** A freedesktop autostart entry (Desktop Entry Specification 1.5) that runs a command at login. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Bindery',
    'Comment=Keeps live images fresh',
    `Exec=${command.map(quote).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** As Exec wants it: quoted, `%` doubled, and then escaped once more as every value of such a file is. */
function quote(argument: string): string {
  if (/[\r\n\0]/.test(argument)) throw new Error('The path of the data folder can’t stand in an autostart entry.')
  const quoted = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  return `"${quoted}"`.replaceAll('\\', '\\\\')
}
