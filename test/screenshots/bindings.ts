/** A binding of the scene; its template is given by name. */
export interface SceneBinding {
  name: string
  template: string
  dataSource: object
  mapping: Record<string, string>
  defaults?: object
  refreshPolicy?: object
  outputConfig?: object
}

const REPOSITORY = {
  owner: 'owner.login',
  name: 'name',
  description: 'description',
  language: 'language',
  stars: 'stargazers_count',
  forks: 'forks_count',
  issues: 'open_issues_count',
  updatedAt: 'pushed_at',
}
const http = (url: string, more: object = {}) => ({ type: 'http', url, ...more })
const every = (ttlSeconds: number) => ({ type: 'ttl', ttlSeconds })
const bearer = (value: string) => ({ credentials: { type: 'bearer_token', value } })

/** What somebody has after a month of use, oldest first. */
export const BINDINGS: readonly SceneBinding[] = [
  {
    name: 'Summer campaign',
    template: 'Social image',
    dataSource: { type: 'static', data: { title: 'Free shipping all summer', site: 'Northwind', accent: '#e0762f' } },
    mapping: { title: 'title', site: 'site', accent: 'accent' },
    refreshPolicy: { type: 'manual' },
  },
  {
    name: 'Gallery wall',
    template: 'Social image',
    dataSource: http('https://api.gallery.example/v2/today', bearer('gal_4f1c9b7e')),
    mapping: { title: 'work.title', author: 'work.artist' },
    refreshPolicy: { type: 'manual', onError: 'serve_error' },
  },
  {
    name: 'Office printer',
    template: 'Service status',
    dataSource: http('http://192.168.1.20/status.json'),
    mapping: { services: 'services' },
    refreshPolicy: every(900),
  },
  {
    name: 'Garage screen',
    template: 'E-ink agenda',
    dataSource: http('https://calendar.home.example/api/garage', bearer('cal_71aa03d5')),
    mapping: { events: 'items', today: 'date' },
    defaults: { heading: 'Garage' },
    refreshPolicy: every(1800),
  },
  {
    name: 'Service status',
    template: 'Service status',
    dataSource: http('https://status.northwind.example/api/summary'),
    mapping: { headline: 'headline', services: 'services' },
    refreshPolicy: every(300),
  },
  {
    name: 'Now playing',
    template: 'Now playing',
    dataSource: { type: 'webhook' },
    mapping: { title: 'track.title', artist: 'track.artist', seconds: 'position', length: 'track.seconds' },
    refreshPolicy: { type: 'webhook' },
  },
  {
    name: 'Follower goal',
    template: 'Stream overlay',
    dataSource: { type: 'webhook' },
    mapping: { current: 'followers', latest: 'latest', goal: 'goal' },
    defaults: { label: 'Followers' },
    refreshPolicy: { type: 'webhook' },
  },
  {
    name: 'Downloads this quarter',
    template: 'Downloads chart',
    dataSource: http('https://stats.registry.example/v1/downloads/tide-tables'),
    mapping: { package: 'package', total: 'total', peak: 'peak', weeks: 'weeks' },
    refreshPolicy: every(3600),
  },
  {
    name: 'Charts that draw themselves',
    template: 'Social image',
    dataSource: http('https://cms.fieldnotes.example/posts/charts-that-draw-themselves'),
    mapping: {
      title: 'title',
      author: 'author.name',
      publishedAt: 'published_at',
      site: 'site.name',
      accent: 'site.accent',
    },
    refreshPolicy: { type: 'etag', ttlSeconds: 900 },
    outputConfig: { format: 'webp' },
  },
  {
    name: 'harbour-map README',
    template: 'Repository card',
    dataSource: http('https://api.forge.example/repos/lighthouse/harbour-map'),
    mapping: REPOSITORY,
    defaults: { color: '#c0643c' },
    refreshPolicy: every(900),
  },
  {
    name: 'Hallway agenda',
    template: 'E-ink agenda',
    dataSource: http('https://calendar.home.example/api/today', bearer('cal_71aa03d5')),
    mapping: { events: 'items', today: 'date' },
    refreshPolicy: every(600),
  },
  {
    name: 'Kitchen weather',
    template: 'Weather panel',
    dataSource: http('https://api.weather.example/v1/forecast?latitude=54.32&longitude=10.14', {
      credentials: { type: 'api_key', value: 'wx_9b21f0c4', header: 'X-API-Key' },
    }),
    mapping: {
      place: 'location.name',
      now: 'current.time',
      temperature: 'current.temperature',
      summary: 'current.summary',
      wind: 'current.wind_speed',
      low: 'daily.low',
      high: 'daily.high',
      sunset: 'daily.sunset',
      hours: 'hourly',
    },
    refreshPolicy: every(600),
  },
  {
    name: 'tide-tables README',
    template: 'Repository card',
    dataSource: http('https://api.forge.example/repos/lighthouse/tide-tables'),
    mapping: REPOSITORY,
    refreshPolicy: every(900),
    outputConfig: { deviceScaleFactor: 2 },
  },
]
