import { dialog } from 'electron'

/** Says why Bindery can't start, in the dialog and, for whoever started it from a terminal, in one line. */
export function explainFailure(error: unknown): void {
  const { message } = error as Error
  process.stderr.write(`bindery: ${message.split('\n')[0]}\n`)
  dialog.showErrorBox('Bindery cannot start', message)
}

/** A fault that nothing caught says nothing of itself to people: it may carry anything. */
export function explainFault(logFile: string): void {
  dialog.showErrorBox('Bindery has to end', `It met an unexpected fault. Start it again. The cause is in ${logFile}`)
}
