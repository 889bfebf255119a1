import { Problem } from '../../shared/errors.ts'

export const noBinding = (uid: string): Problem =>
  new Problem('binding-not-found', `There is no binding "${uid}". List them with GET /bindings.`)
