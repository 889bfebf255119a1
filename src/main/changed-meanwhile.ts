/** What an edit is held against: the definition's revision, or null for "whatever it is now". */
export type IfMatch = ((revision: number) => boolean) | null

/** An edit whose `If-Match` names another revision than the stored one; it carries what is stored. */
export class ChangedMeanwhile<T> extends Error {
  override readonly name = 'ChangedMeanwhile'
  readonly current: T

  constructor(current: T) {
    super('It was changed in the meantime')
    this.current = current
  }
}
