import {
  ActionIcon,
  Button,
  Checkbox,
  CloseButton,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Pill,
  Popover,
  SegmentedControl,
  Select,
  Switch,
  Table,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'

/** Colours are the tokens' own, of which each knows its light and its dark; the shades of the library are not used. */
const tuple = (token: string): MantineColorsTuple => Array(10).fill(`var(${token})`) as unknown as MantineColorsTuple

const small = { defaultProps: { size: 'xs' } }

/** The component library in the tokens of tokens.css. */
export const mantineTheme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-code)',
  colors: { accent: tuple('--accent'), bad: tuple('--bad') },
  primaryColor: 'accent',
  defaultRadius: 'sm',
  radius: { xs: 'var(--radius)', sm: 'var(--radius)', md: 'var(--radius)', lg: 'var(--radius)', xl: 'var(--radius)' },
  spacing: {
    xs: 'var(--space-1)',
    sm: 'var(--space-2)',
    md: 'var(--space-3)',
    lg: 'var(--space-4)',
    xl: 'var(--space-6)',
  },
  fontSizes: {
    xs: 'var(--text)',
    sm: 'var(--text)',
    md: 'var(--text)',
    lg: 'var(--text-large)',
    xl: 'var(--text-title)',
  },
  headings: { fontWeight: 'var(--weight-strong)' },
  focusRing: 'auto',
  respectReducedMotion: true,
  variantColorResolver(input) {
    const resolved = defaultVariantColorsResolver(input)
    return input.variant === 'filled' ? { ...resolved, color: 'var(--on-accent)' } : resolved
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 28, variant: 'subtle', color: 'gray' } }),
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'default' } }),
    Checkbox: Checkbox.extend(small),
    CloseButton: CloseButton.extend({ defaultProps: { size: 28 } }),
    InputWrapper: Input.Wrapper.extend({
      styles: {
        // Away from the field, whose ring would lie over it.
        description: { fontSize: 'var(--text-small)', marginBottom: 'var(--space-1)' },
        error: { fontSize: 'var(--text-small)', marginTop: 'var(--space-2)' },
      },
    }),
    // Nothing but items is in a menu, and the first of them takes the focus.
    Menu: Menu.extend({
      defaultProps: { shadow: 'md', withinPortal: true, withInitialFocusPlaceholder: false },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 'sm',
        closeButtonProps: { 'aria-label': 'Close' },
        // A dialog's <header> would be a second banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    MultiSelect: MultiSelect.extend(small),
    // Its arrows are half as high as a target may be; the arrow keys do the same.
    NumberInput: NumberInput.extend({ defaultProps: { size: 'xs', hideControls: true } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: { size: 'xs' },
      vars: () => ({ root: { '--psi-button-size': 'var(--space-6)' } }),
    }),
    Pill: Pill.extend({ vars: () => ({ root: { '--pill-height': 'var(--space-6)' } }) }),
    // What opens over the desk, menus and choices too, stands inside of its landmark.
    Popover: Popover.extend({ defaultProps: { shadow: 'md', portalProps: { target: '#content' } } }),
    SegmentedControl: SegmentedControl.extend(small),
    Select: Select.extend({ defaultProps: { size: 'xs', allowDeselect: false } }),
    Switch: Switch.extend(small),
    Table: Table.extend({ defaultProps: { verticalSpacing: 4, horizontalSpacing: 8 } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false }, styles: { tab: { minHeight: 'var(--target)' } } }),
    Textarea: Textarea.extend(small),
    TextInput: TextInput.extend(small),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false } }),
  },
})

/** The library's own variables, in both schemes alike: the tokens switch by themselves. */
export const mantineVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-line-height': 'var(--text-line)',
    '--mantine-shadow-md': 'var(--shadow)',
    '--mantine-shadow-xl': 'var(--shadow)',
  },
  light: BOTH,
  dark: BOTH,
})

const BOTH: Record<string, string> = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-faint)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-faint)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-gray-light-color': 'var(--ink)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
  // Shades that the library names itself, for fields, tracks and hovers.
  '--mantine-color-gray-0': 'var(--hover)',
  '--mantine-color-gray-1': 'var(--sunken)',
  '--mantine-color-gray-2': 'var(--line)',
  '--mantine-color-gray-3': 'var(--line)',
  '--mantine-color-gray-4': 'var(--line)',
  '--mantine-color-dark-4': 'var(--line)',
  '--mantine-color-dark-5': 'var(--hover)',
  '--mantine-color-dark-6': 'var(--surface)',
  '--mantine-color-dark-8': 'var(--sunken)',
  ...variantsOf('accent'),
  ...variantsOf('bad'),
}

function variantsOf(name: 'accent' | 'bad'): Record<string, string> {
  return {
    [`--mantine-color-${name}-filled`]: `var(--${name})`,
    [`--mantine-color-${name}-filled-hover`]: `var(--${name}-strong)`,
    [`--mantine-color-${name}-light`]: `var(--${name}-soft)`,
    [`--mantine-color-${name}-light-hover`]: `var(--${name}-soft)`,
    [`--mantine-color-${name}-light-color`]: `var(--${name})`,
    [`--mantine-color-${name}-outline`]: `var(--${name})`,
    [`--mantine-color-${name}-outline-hover`]: `var(--${name}-soft)`,
  }
}
