import { Select } from '@mantine/core'

/** What stands for all of them: a select has no value that is nothing. */
const ALL = ''
/** With more one looks for them by their letters. */
const SEARCHED = 10

interface FacetSelectProps<T extends string> {
  label: string
  all: string
  value: T | null
  options: readonly { value: T; label: string; count: number }[]
  choose(value: T | null): void
  className: string | undefined
}

/** Narrows a list down, with how many there are of each kind. What nothing is of is left out, but for what is chosen. */
export function FacetSelect<T extends string>({ label, all, value, options, choose, className }: FacetSelectProps<T>) {
  const there = options.filter((option) => option.count > 0 || option.value === value)
  return (
    <Select
      className={className ?? ''}
      aria-label={label}
      comboboxProps={{ width: 'max-content', position: 'bottom-start', withinPortal: false }}
      searchable={options.length > SEARCHED}
      data={[
        { value: ALL, label: all },
        ...there.map((option) => ({
          value: option.value,
          label: `${option.label} (${option.count.toLocaleString()})`,
        })),
      ]}
      value={value ?? ALL}
      onChange={(chosen) => choose((chosen || null) as T | null)}
    />
  )
}
