import { type Handler, sendJson } from '../helpers/http-server.ts'

/** What the hosts answer in that round: each round moves the figures, so that there is a picture before. */
export interface Rounds {
  now: number
}

const STATUS = 'status.northwind.example'

/** The APIs that the bindings read, and the targets that their webhooks go to. */
export function hostsOf(rounds: Rounds): Record<string, Handler> {
  const json =
    (make: (round: number) => unknown): Handler =>
    (request, response) =>
      sendJson(make(rounds.now), { etag: `"round-${rounds.now}"` })(request, response)
  return {
    'api.forge.example': (request, response) =>
      json((round) => (request.url.includes('harbour-map') ? harbourMap(round) : tideTables(round)))(request, response),
    'api.weather.example': json(weather),
    'calendar.home.example': json(agenda),
    'garage.home.example': sendJson({ error: 'no token' }, {}, 401),
    'cms.fieldnotes.example': json(() => POST),
    'stats.registry.example': json(downloads),
    // It was well in the first rounds, and its pictures are served still.
    [STATUS]: (request, response) =>
      rounds.now < 3
        ? json(services)(request, response)
        : sendJson({ error: 'upstream timed out' }, {}, 503)(request, response),
    'api.gallery.example': sendJson({ error: 'invalid token' }, {}, 401),
    'hooks.northwind.example': sendJson({ ok: true }),
    'flows.example': (_request, response) => void response.writeHead(500).end('The flow is not published'),
  }
}

const tideTables = (round: number) => ({
  name: 'tide-tables',
  owner: { login: 'lighthouse', type: 'Organization' },
  description: 'Tide predictions for any harbour, worked out offline from public station data.',
  language: 'TypeScript',
  stargazers_count: 12_836 + round,
  forks_count: 967,
  open_issues_count: 44 - round,
  pushed_at: '2026-06-01T09:12:00Z',
  topics: ['tides', 'offline', 'sailing'],
  license: { key: 'mit', name: 'MIT License' },
})

const harbourMap = (round: number) => ({
  name: 'harbour-map',
  owner: { login: 'lighthouse', type: 'Organization' },
  description: 'A chart of every berth in town that prints well on A4 and on an e-ink screen.',
  language: 'Rust',
  stargazers_count: 3_204 + 2 * round,
  forks_count: 188,
  open_issues_count: 12,
  pushed_at: '2026-05-28T16:40:00Z',
})

const HOURS = [14, 15, 17, 17, 16, 14, 12, 11]
const weather = (round: number) => ({
  location: { name: 'Kitchen', latitude: 54.32, longitude: 10.14 },
  current: { time: '2026-06-01T10:00:00Z', temperature: 12 + round, summary: 'Light rain', wind_speed: 22 },
  daily: { low: 8, high: 17, sunset: '2026-06-01T21:12:00Z' },
  hourly: HOURS.map((temperature, i) => ({ at: `2026-06-01T${11 + i}:00:00Z`, temperature })),
})

const agenda = (round: number) => ({
  calendar: 'Family',
  date: '2026-06-01',
  items: [
    { time: '2026-06-01T09:30:00Z', title: 'Planning', place: 'Studio' },
    { time: '2026-06-01T11:00:00Z', title: 'Dentist', place: 'Elm Street 12' },
    { time: '2026-06-01T14:15:00Z', title: 'Design review', place: round % 2 ? 'Room 4' : 'Room 2' },
    { time: '2026-06-01T18:00:00Z', title: 'Swimming with Noor', place: '' },
  ],
})

const POST = {
  slug: 'charts-that-draw-themselves',
  title: 'How we made every chart in our docs draw itself',
  author: { name: 'Ada Moreno', role: 'Engineer' },
  published_at: '2026-06-01',
  site: { name: 'Field Notes', accent: '#2f6fed' },
}

const WEEKS = [26_100, 27_800, 29_400, 28_600, 31_900, 34_700, 33_200, 37_800, 41_600, 40_100, 44_900, 48_200]
const MARCH_9 = Date.UTC(2026, 2, 9)
const downloads = (round: number) => ({
  package: 'tide-tables',
  total: 418_100 + 130 * round,
  peak: Math.max(...WEEKS),
  weeks: WEEKS.map((downloads, i) => ({
    week: new Date(MARCH_9 + i * 7 * 86_400_000).toISOString().slice(0, 10),
    downloads,
  })),
})

const days = (...down: number[]) => Array.from({ length: 30 }, (_, i) => (down.includes(i) ? 0 : 1))
const services = (round: number) => ({
  headline: 'All systems are up',
  services: [
    { name: 'API', uptime: 0.9997 + round / 10_000, days: days() },
    { name: 'Dashboard', uptime: 0.9971, days: days(7) },
    { name: 'Webhooks', uptime: 0.9999, days: days() },
    { name: 'Search', uptime: 0.9904, days: days(2, 21, 22) },
  ],
})
