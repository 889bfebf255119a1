import './styles/layers.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import './theme/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/shell.css'
import './styles/cards.css'
import './styles/bindings.css'
import './styles/detail.css'
import './styles/forced-colors.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { keepSession, openSession } from './session.ts'
import { startClock } from './stores/clock.ts'
import { followPreferences } from './stores/preferences.ts'
import { followAddress } from './stores/route.ts'
import { mantineTheme, mantineVariables } from './theme/mantine-theme.ts'

startClock()
followPreferences()
keepSession()
await openSession()
followAddress()

const colorSchemes = localStorageColorSchemeManager({ key: 'bindery.theme' })
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <MantineProvider
      theme={mantineTheme}
      cssVariablesResolver={mantineVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
    >
      <App />
    </MantineProvider>,
  )
