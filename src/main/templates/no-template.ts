import { Problem } from '../../shared/errors.ts'

export const noTemplate = (uid: string): Problem =>
  new Problem('template-not-found', `There is no template "${uid}". List them with GET /templates.`)
