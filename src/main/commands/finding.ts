/** One thing that the doctor looked at. */
export interface Finding {
  name: string
  isFine: boolean
  /** What was seen and, where it is not fine, what to do. */
  says: string
}
