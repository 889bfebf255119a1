/** Line drawings on a grid of 16, in the colour of the text beside them. */
const DRAWINGS = {
  brand: 'M3 2h7l3 3v9H3zM10 2v3h3M5 11.5L7.5 8l2 2 1-1.5 1 3',
  bindings: 'M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z',
  templates: 'M3.5 2h6l3 3v9h-9zM9.5 2v3h3M6 8.5h4M6 11h4',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  resume: 'M5 3v10l7.5-5z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9M6.7 7v4M9.3 7v4',
  close: 'M4 4l8 8M12 4l-8 8',
  good: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.3 8.2l1.9 1.9 3.5-3.9',
  warn: 'M8 2.2L14.3 13.5H1.7zM8 6.5v3.2M8 11.6v.2',
  bad: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2',
  idle: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.3 8h5.4',
  busy: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  link: 'M6.8 9.2a2.6 2.6 0 0 1 0-3.7l2-2a2.6 2.6 0 0 1 3.7 3.7l-1 1M9.2 6.8a2.6 2.6 0 0 1 0 3.7l-2 2a2.6 2.6 0 0 1-3.7-3.7l1-1',
  lost: 'M2 2l12 12M3 7.2A8 8 0 0 1 6 5.4M8.5 5A8 8 0 0 1 13 7.2M5.3 9.6a4.4 4.4 0 0 1 2-1.1M8 12.4v.1',
  system: 'M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1',
  dark: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
} as const

export type IconName = keyof typeof DRAWINGS

/** Never alone: the words beside it, or the name of its control, say the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" data-icon={name}>
      <path d={DRAWINGS[name]} />
    </svg>
  )
}
