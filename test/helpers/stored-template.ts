import type { StoredTemplate } from '../../src/main/db/templates.ts'

/** A template as the database keeps it, for tests that have no farm to make one. */
export const storedTemplate = (uid: string, at: number): StoredTemplate => ({
  uid,
  name: uid,
  description: '',
  engine: 'html',
  html: '<p>{{title}}</p>',
  width: 100,
  height: 50,
  variableDefinitions: [],
  usedVariables: [],
  jsEnabled: false,
  strictVariables: false,
  outputFormat: 'image',
  category: '',
  tags: [],
  origin: 'user',
  extra: {},
  revision: 1,
  createdAt: at,
  updatedAt: at,
})
