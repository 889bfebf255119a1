/** Why a step comes to nothing; the sync goes on without it. */
export class TaskFault extends Error {
  override readonly name = 'TaskFault'
  /** Whether the same content will never be taken. */
  readonly isRefusal: boolean

  constructor(message: string, { isRefusal = false } = {}) {
    super(message)
    this.isRefusal = isRefusal
  }
}

export const changedHere = (): TaskFault =>
  new TaskFault('It was changed here in the meantime. The next plan says how.')
export const changedThere = (): TaskFault =>
  new TaskFault('It was changed at the hosted API in the meantime. The next plan says how.')
