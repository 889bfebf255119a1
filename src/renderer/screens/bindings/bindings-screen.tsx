import { useEffect, useRef } from 'react'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { useTroubled } from '../../shell/troubled.ts'
import { useBindings } from '../../stores/bindings.ts'
import { goTo, paths } from '../../stores/route.ts'
import { BindingCard } from './binding-card.tsx'
import { BindingDetail } from './binding-detail.tsx'
import { NoBindings } from './no-bindings.tsx'

/** All bindings and, beside or over them, the one that is open. */
export function BindingsScreen({ uid }: { uid: string | null }) {
  const order = useBindings(({ order }) => order)
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  useReturnOfFocus(uid)
  useEscape(uid !== null)
  return (
    <div className={uid === null ? 'bindings' : 'bindings with-detail'}>
      <section className="screen bindings-list" aria-label="All bindings">
        <ScreenTitle title="Bindings">
          {isLoaded && order.length > 0 ? <Summary count={order.length} /> : null}
        </ScreenTitle>
        {isLoaded ? null : <p className="faint">Reading the bindings…</p>}
        {isLoaded && order.length === 0 ? <NoBindings /> : null}
        <ul className="cards">
          {order.map((each) => (
            <BindingCard key={each} uid={each} isOpen={each === uid} />
          ))}
        </ul>
      </section>
      {uid === null || !isLoaded ? null : <BindingDetail key={uid} uid={uid} />}
    </div>
  )
}

function Summary({ count }: { count: number }) {
  const troubled = useTroubled()
  const paused = useBindings(({ byUid }) => Object.values(byUid).filter(({ status }) => status === 'paused').length)
  const parts = [
    `${count} ${count === 1 ? 'binding' : 'bindings'}`,
    ...(troubled > 0 ? [`${troubled} ${troubled === 1 ? 'needs' : 'need'} attention`] : []),
    ...(paused > 0 ? [`${paused} paused`] : []),
  ]
  return <p className="faint">{parts.join(' · ')}</p>
}

/** Closing the detail gives the focus back to the card that it was opened from. */
function useReturnOfFocus(uid: string | null): void {
  const before = useRef(uid)
  useEffect(() => {
    const left = before.current
    before.current = uid
    if (uid === null && left !== null) document.getElementById(`open-${left}`)?.focus()
    // The cards flow anew in what room is left; the one that is open stays in sight.
    if (uid !== null) document.getElementById(`open-${uid}`)?.scrollIntoView({ block: 'nearest' })
  }, [uid])
}

function useEscape(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) goTo(paths.bindings())
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [isOpen])
}
