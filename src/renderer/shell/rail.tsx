import { Icon, type IconName } from '../components/icon.tsx'
import { useBindings } from '../stores/bindings.ts'
import { bindingsPath, TEMPLATES_PATH, useRoute } from '../stores/route.ts'
import { useTemplates } from '../stores/templates.ts'
import { ThemeChoice } from './theme-choice.tsx'
import { useTroubled } from './troubled.ts'

/** The way to every screen there is. */
export function Rail() {
  const screen = useRoute(({ route }) => route.screen)
  const bindings = useBindings(({ order, isLoaded }) => (isLoaded ? order.length : null))
  const templates = useTemplates(({ byUid, isLoaded }) => (isLoaded ? Object.keys(byUid).length : null))
  const troubled = useTroubled()
  return (
    <nav className="rail" aria-label="Screens">
      <p className="brand">
        <Icon name="brand" /> <span>Bindery</span>
      </p>
      <ul>
        <RailLink
          to={bindingsPath()}
          icon="bindings"
          label="Bindings"
          count={bindings}
          troubled={troubled}
          isCurrent={screen === 'bindings'}
        />
        <RailLink
          to={TEMPLATES_PATH}
          icon="templates"
          label="Templates"
          count={templates}
          troubled={0}
          isCurrent={screen === 'templates'}
        />
      </ul>
      <ThemeChoice />
    </nav>
  )
}

interface RailLinkProps {
  to: string
  icon: IconName
  label: string
  count: number | null
  /** How many of them want attention. */
  troubled: number
  isCurrent: boolean
}

function RailLink({ to, icon, label, count, troubled, isCurrent }: RailLinkProps) {
  return (
    <li>
      <a href={to} aria-current={isCurrent ? 'page' : undefined} title={label}>
        <Icon name={icon} />
        <span className="rail-label">{label}</span>
        {troubled > 0 ? (
          <span className="rail-trouble" title={`${troubled} need attention`}>
            <Icon name="warn" />
            {troubled}
            <span className="visually-hidden"> need attention, of</span>
          </span>
        ) : null}
        {count === null ? null : <span className="rail-count">{count}</span>}
      </a>
    </li>
  )
}
