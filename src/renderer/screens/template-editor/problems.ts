import type { TemplateCheckAnswer } from '../../../shared/template-version.ts'
import type { CodeDiagnostic } from '../../components/code-editor.tsx'

/** A fault of the source; one without a place concerns the whole of it. */
export interface Problem {
  severity: CodeDiagnostic['severity']
  message: string
  line: number | null
  column: number | null
}

const ORDER = ['error', 'warning', 'info'] as const

/** What the check found, the worst first. A remote host is said to be one, as each is judged by the allow list. */
export function problemsOf(check: TemplateCheckAnswer | null): Problem[] {
  const faults = (check?.faults ?? []).map(({ severity, code, message, line, column }) => {
    const text = code === 'REMOTE_HOST' ? `${message}. It is let through if the network settings allow it.` : message
    // It loads something that may not be there when a picture is drawn.
    return { severity: code === 'REMOTE_HOST' ? ('warning' as const) : severity, message: text, line, column }
  })
  return faults.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))
}

export const diagnosticsOf = (problems: readonly Problem[]): CodeDiagnostic[] =>
  problems.flatMap((each) =>
    each.line === null
      ? []
      : [{ severity: each.severity, message: each.message, line: each.line, column: each.column ?? 1 }],
  )

/** "2 errors, 1 warning"; empty where there is nothing to say. */
export function problemCount(problems: readonly Problem[]): string {
  const counts = ORDER.map(
    (severity) => [severity, problems.filter((each) => each.severity === severity).length] as const,
  )
  const words = { error: ['error', 'errors'], warning: ['warning', 'warnings'], info: ['note', 'notes'] } as const
  return counts
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${words[severity][count === 1 ? 0 : 1]}`)
    .join(', ')
}
