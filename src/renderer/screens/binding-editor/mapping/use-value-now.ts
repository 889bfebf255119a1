import { useMemo } from 'react'
import { useDraft } from '../editor-store.ts'
import { useTrial } from '../trial-store.ts'
import type { Variable } from '../variables.ts'
import { type ValueNow, valueNow } from './value-now.ts'

/** What a variable has now, of the sample that is looked at. */
export function useValueNow({ name, defaultValue }: Variable): ValueNow {
  const path = useDraft(({ mapping }) => mapping[name] ?? '')
  const fallback = useDraft(({ defaults }) => defaults[name])
  const sample = useTrial(({ sample }) => sample)
  const evaluated = useTrial(({ evaluated }) => evaluated)
  return useMemo(() => {
    const holds = evaluated !== null && evaluated.sampleId === sample?.id && evaluated.mapping[name] === path
    return valueNow({
      path,
      fallback,
      templateDefault: defaultValue,
      data: sample?.data,
      evaluated: holds ? { value: evaluated.variables[name], isMissing: evaluated.missing.includes(name) } : undefined,
    })
  }, [name, defaultValue, path, fallback, sample, evaluated])
}
