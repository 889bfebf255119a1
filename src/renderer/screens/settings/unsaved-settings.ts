import { useEffect } from 'react'
import { useLeaving } from '../../stores/route.ts'
import { infoOf, type SettingId } from './settings-index.ts'

const unsaved = new Set<SettingId>()

/** Has those who leave be asked, while this setting was changed and not saved. */
export function useUnsaved(id: SettingId, isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return
    unsaved.add(id)
    tell()
    return () => {
      unsaved.delete(id)
      tell()
    }
  }, [id, isChanged])
}

function tell(): void {
  const titles = [...unsaved].map((id) => `“${infoOf(id).title}”`)
  useLeaving.setState({
    unsaved: titles.length === 0 ? null : `What you changed of ${titles.join(' and ')} is not saved.`,
  })
}
