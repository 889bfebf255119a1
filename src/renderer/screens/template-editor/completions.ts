import { BLOCK_DOCS, HELPER_DOCS, signatureOf } from '../../../shared/helper-docs.ts'
import type { VariableDefinition } from '../../../shared/template.ts'
import type { CodeCompletion } from '../../components/code-editor.tsx'

/** What it takes, without its name. */
const argumentsOf = (signature: string): string => signature.split(' ').slice(1).join(' ')

const helpers: CodeCompletion[] = Object.entries(HELPER_DOCS).map(([name, doc]) => ({
  label: name,
  kind: 'helper',
  detail: argumentsOf(signatureOf(name, doc)),
  info: doc.gives,
}))
const blocks: CodeCompletion[] = Object.entries(BLOCK_DOCS).map(([name, doc]) => ({
  label: `#${name}`,
  kind: 'block',
  detail: argumentsOf(signatureOf(name, doc)),
  info: doc.gives,
}))

/** What can stand between the braces: the template's own variables, and the language's helpers and blocks. */
export const completionsOf = (definitions: readonly VariableDefinition[]): CodeCompletion[] => [
  ...definitions.map(({ name, type, description }) => ({
    label: name,
    kind: 'variable' as const,
    detail: type,
    info: description ?? '',
  })),
  ...blocks,
  ...helpers,
]
