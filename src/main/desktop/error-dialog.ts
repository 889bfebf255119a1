import { dialog } from 'electron'

/** Says why Bindery can't start, in the dialog and, for whoever started it from a terminal, in one line. */
export function explainFailure(error: unknown): void {
  const { message } = error as Error
  process.stderr.write(`bindery: ${message.split('\n')[0]}\n`)
  dialog.showErrorBox('Bindery cannot start', message)
}
