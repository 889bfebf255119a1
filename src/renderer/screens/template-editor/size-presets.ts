/** Sizes that pictures are often made in, CSS pixels. */
export const SIZE_PRESETS = [
  { name: 'Open Graph', width: 1200, height: 630 },
  { name: 'X card', width: 1200, height: 675 },
  { name: 'Square', width: 1080, height: 1080 },
  { name: 'Portrait', width: 1080, height: 1350 },
  { name: 'Story', width: 1080, height: 1920 },
  { name: 'Full HD', width: 1920, height: 1080 },
  { name: 'README banner', width: 1280, height: 320 },
  { name: 'README card', width: 800, height: 320 },
  { name: 'E-ink', width: 800, height: 480 },
  { name: 'Stream overlay', width: 960, height: 160 },
  { name: 'E-mail header', width: 600, height: 200 },
  { name: 'A4 page', width: 794, height: 1123 },
] as const

export const sizeWords = ({ width, height }: { width: number; height: number }): string => `${width} × ${height}`

/** The preset of that size, where there is one. */
export const presetOf = (size: { width: number; height: number }): string | null =>
  SIZE_PRESETS.find(({ width, height }) => width === size.width && height === size.height)?.name ?? null
