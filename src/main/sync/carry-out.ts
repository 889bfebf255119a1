import { pullCreate, pullDelete, pullUpdate } from './carry-out-here.ts'
import { adopt, forget } from './carry-out-links.ts'
import { pushCreate, pushDelete, pushUpdate } from './carry-out-there.ts'
import type { Step, Workshop } from './workshop.ts'

/** Carries out one step of a sync; what it ends with is stored together with its end. */
export function carryOut(step: Step, mark: () => Promise<void>, shop: Workshop): Promise<void> {
  switch (step.task.action) {
    case 'forget':
      return forget(step, shop)
    case 'adopt':
      return adopt(step, shop)
    case 'split':
    case 'pull_create':
      return pullCreate(step, shop)
    case 'pull_update':
      return pullUpdate(step, shop)
    case 'pull_delete':
      return pullDelete(step, shop)
    case 'push_create':
      return pushCreate(step, mark, shop)
    case 'push_update':
      return pushUpdate(step, mark, shop)
    case 'push_delete':
      return pushDelete(step, mark, shop)
  }
}
