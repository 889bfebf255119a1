import { BLANK, type Draft } from './draft.ts'

/** What comes with Bindery to begin from. They are files of this page, so that they are there whatever was deleted. */
const about = import.meta.glob<Partial<Draft>>('../../../../resources/starters/*.json', {
  eager: true,
  import: 'default',
})
const sources = import.meta.glob<string>('../../../../resources/starters/*.html', {
  eager: true,
  query: '?raw',
  import: 'default',
})

export const STARTERS: readonly Draft[] = Object.entries(about)
  .map(([path, members]) => ({
    ...BLANK,
    ...members,
    html: sources[path.replace(/json$/, 'html')] ?? '',
    variableDefinitions: (members.variableDefinitions ?? []).map((each) => ({
      ...each,
      allowRawHtml: each.allowRawHtml ?? false,
    })),
    tags: (members.tags ?? []).filter((tag) => tag !== 'starter'),
  }))
  .sort((a, b) => a.name.localeCompare(b.name))
