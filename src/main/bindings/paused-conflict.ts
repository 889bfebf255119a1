import { Problem } from '../../shared/errors.ts'

export const pausedConflict = (): Problem => new Problem('conflict', 'This binding is paused. Resume it first.')
