import type { Delivery } from '../../../../shared/subscription.ts'

/** What came of an attempt, as a sentence: "The target answered 200.", or what the farm says of the failure. */
export function attemptWords({ status, error }: Pick<Delivery['attempts'][number], 'status' | 'error'>): string {
  return `${error ?? `The target answered ${status}`}.`.replace(/\.\.$/, '.')
}
