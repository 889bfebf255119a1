import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { type BindingListState, useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useClock } from '../../stores/clock.ts'
import { remembered } from '../../stores/remembered.ts'
import { useTemplates } from '../../stores/templates.ts'
import { chooseBindings } from './choose-bindings.ts'

/** Health changes with time alone; the list follows it in steps of this, in milliseconds. */
const STEP_MS = 10_000

const filterOf = ({ text, health, templateId, source, cloud, sort, isReversed }: BindingListState) => ({
  text,
  health,
  templateId,
  source,
  cloud,
  sort,
  isReversed,
})

/** The uids that are listed: the same array for as long as it reads the same, so that one change draws one row. */
export function useChosen(): readonly string[] {
  const filter = useBindingList(useShallow(filterOf))
  const templates = useTemplates(({ byUid }) => byUid)
  const isTimed = filter.health !== null || filter.sort === 'health'
  const step = useClock(({ now }) => (isTimed ? Math.floor(now / STEP_MS) : 0))
  const choose = useMemo(
    () =>
      remembered(({ byUid, order }) =>
        chooseBindings(byUid, order, { ...filter, templates, now: step === 0 ? Date.now() : step * STEP_MS }),
      ),
    [filter, templates, step],
  )
  return useBindings(useShallow(choose))
}
