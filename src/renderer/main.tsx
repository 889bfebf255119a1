import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { keepSession, openSession } from './session.ts'
import { startClock } from './stores/clock.ts'
import { followAddress } from './stores/route.ts'
import { applyTheme, useTheme } from './stores/theme.ts'

applyTheme(useTheme.getState().theme)
startClock()
keepSession()
await openSession()
followAddress()

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
