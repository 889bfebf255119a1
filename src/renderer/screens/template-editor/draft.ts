import type { Template } from '../../../shared/template.ts'

/** The members that people edit. */
const DRAFT_MEMBERS = [
  'name',
  'description',
  'html',
  'width',
  'height',
  'variableDefinitions',
  'jsEnabled',
  'strictVariables',
  'outputFormat',
  'category',
  'tags',
] as const
export type DraftMember = (typeof DRAFT_MEMBERS)[number]
export type Draft = Pick<Template, DraftMember>

const BLANK_HTML = `<body style="margin: 0; display: grid; place-items: center; background: #ffffff; color: #1c1e20; font: 64px Inter">
  {{title}}
</body>
`

export const BLANK: Draft = {
  name: 'Untitled template',
  description: '',
  html: BLANK_HTML,
  width: 1200,
  height: 630,
  variableDefinitions: [{ name: 'title', type: 'text', defaultValue: 'Hello', allowRawHtml: false }],
  jsEnabled: false,
  strictVariables: false,
  outputFormat: 'image',
  category: '',
  tags: [],
}

export const draftOf = (template: Draft): Draft =>
  Object.fromEntries(DRAFT_MEMBERS.map((member) => [member, template[member]])) as Draft

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** The members that differ. */
export const changedMembers = (before: Draft, now: Draft): DraftMember[] =>
  DRAFT_MEMBERS.filter((member) => !isSame(before[member], now[member]))

/** The members of `now` that differ from `before`. */
export const changesOf = (before: Draft, now: Draft): Partial<Draft> =>
  Object.fromEntries(changedMembers(before, now).map((member) => [member, now[member]]))

/** What both changed since `base`, each to something else: there one has to choose. */
export const clashes = (base: Draft, mine: Draft, theirs: Draft): DraftMember[] =>
  changedMembers(mine, theirs).filter(
    (member) => !isSame(base[member], mine[member]) && !isSame(base[member], theirs[member]),
  )

export const MEMBER_WORDS: Record<DraftMember, string> = {
  name: 'Name',
  description: 'Description',
  html: 'Source',
  width: 'Width',
  height: 'Height',
  variableDefinitions: 'Variables',
  jsEnabled: 'JavaScript',
  strictVariables: 'Strict variables',
  outputFormat: 'Output',
  category: 'Category',
  tags: 'Tags',
}
