import { IconAlertTriangle } from '@tabler/icons-react'
import { Icon } from '../components/icon.tsx'
import { useRoute } from '../stores/route.ts'
import { PLACES, type Place } from './screens.ts'
import { type Mark, useMarks } from './use-marks.ts'

/** The way to every screen there is. */
export function Rail() {
  const screen = useRoute(({ route }) => route.screen)
  const marks = useMarks()
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
            mark={marks[place.label] ?? {}}
            isCurrent={place.screens.includes(screen)}
          />
        ))}
      </ul>
    </nav>
  )
}

interface RailLinkProps {
  place: Place
  mark: Mark
  isCurrent: boolean
}

function RailLink({ place: { to, icon: PlaceIcon, label }, mark: { count, trouble }, isCurrent }: RailLinkProps) {
  return (
    <li>
      <a href={to} aria-current={isCurrent ? 'page' : undefined} title={label}>
        <PlaceIcon className="icon" aria-hidden />
        <span className="rail-label">{label}</span>
        {trouble ? (
          <span className="rail-trouble" title={trouble.words}>
            <IconAlertTriangle className="icon" aria-hidden />
            <span aria-hidden>{trouble.count.toLocaleString()}</span>
            <span className="visually-hidden">: {trouble.words}</span>
          </span>
        ) : null}
        {count ? (
          <span className="rail-count" title={count.words}>
            <span aria-hidden>{count.count.toLocaleString()}</span>
            <span className="visually-hidden">, {count.words}</span>
          </span>
        ) : null}
      </a>
    </li>
  )
}
