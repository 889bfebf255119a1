import { IconAlertTriangle } from '@tabler/icons-react'
import { Icon } from '../components/icon.tsx'
import { useBindings } from '../stores/bindings.ts'
import { useRoute } from '../stores/route.ts'
import { useSync } from '../stores/sync.ts'
import { useTemplates } from '../stores/templates.ts'
import { syncAttention } from '../words/sync.ts'
import { PLACES, type Place } from './screens.ts'
import { useTroubled } from './troubled.ts'

/** The way to every screen there is. */
export function Rail() {
  const screen = useRoute(({ route }) => route.screen)
  const bindings = useBindings(({ order, isLoaded }) => (isLoaded ? order.length : null))
  const templates = useTemplates(({ byUid, isLoaded }) => (isLoaded ? Object.keys(byUid).length : null))
  const troubled: Partial<Record<string, number>> = {
    Bindings: useTroubled(),
    Sync: useSync(({ status }) => syncAttention(status)),
  }
  const counts: Partial<Record<string, number | null>> = { Bindings: bindings, Templates: templates }
  return (
    <nav className="rail" aria-label="Screens">
      <p className="brand">
        <Icon name="brand" /> <span>Bindery</span>
      </p>
      <ul>
        {PLACES.map((place) => (
          <RailLink
            key={place.label}
            place={place}
            count={counts[place.label] ?? null}
            troubled={troubled[place.label] ?? 0}
            isCurrent={place.screens.includes(screen)}
          />
        ))}
      </ul>
    </nav>
  )
}

interface RailLinkProps {
  place: Place
  count: number | null
  /** How many of them want attention. */
  troubled: number
  isCurrent: boolean
}

function RailLink({ place: { to, icon: PlaceIcon, label }, count, troubled, isCurrent }: RailLinkProps) {
  return (
    <li>
      <a href={to} aria-current={isCurrent ? 'page' : undefined} title={label}>
        <PlaceIcon className="icon" aria-hidden />
        <span className="rail-label">{label}</span>
        {troubled > 0 ? (
          <span className="rail-trouble" title={`${troubled} need attention`}>
            <IconAlertTriangle className="icon" aria-hidden />
            {troubled}
            <span className="visually-hidden"> need attention{count === null ? '' : ', of'}</span>
          </span>
        ) : null}
        {count === null ? null : <span className="rail-count">{count.toLocaleString()}</span>}
      </a>
    </li>
  )
}
