import type { Page } from 'playwright'
import type { Scene } from './scene.ts'

/** One picture of the docs. */
export interface Shot {
  /** The file is `docs/images/<name>.webp`, and `<name>-dark.webp` where it is taken in the dark too. */
  name: string
  /** Where it is in the UI, behind `#/`. */
  at: (scene: Scene) => string
  /** What a person does there. It ends when all that is to be seen is there. */
  walk: (page: Page) => Promise<void>
  /** CSS pixels; default 800. */
  height?: number
  inTheDark?: boolean
  view?: 'grid' | 'table'
  /** An account is connected by then; such shots come last. */
  hasAccount?: boolean
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()
const edit = (name: string) => (scene: Scene) => `bindings/${scene.bindings[name]}/edit`

export const SHOTS: readonly Shot[] = [
  {
    name: 'desk',
    at: () => 'bindings',
    inTheDark: true,
    walk: async (page) => {
      await page.getByText('Kitchen weather').waitFor()
    },
  },
  {
    name: 'bindings-table',
    at: () => 'bindings',
    view: 'table',
    walk: async (page) => {
      await page.getByText('Kitchen weather').waitFor()
    },
  },
  {
    name: 'binding',
    at: ({ bindings }) => `bindings/${bindings['Kitchen weather']}`,
    walk: async (page) => {
      await page.locator('.run').first().waitFor()
    },
  },
  {
    name: 'first-run',
    at: () => 'welcome',
    walk: async (page) => {
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('button', { name: 'Continue' }).click()
      await heading(page, 'The first picture')
      await page
        .getByRole('button', { name: /Social image/ })
        .locator('img')
        .waitFor()
    },
  },
  {
    name: 'binding-editor',
    at: edit('tide-tables README'),
    inTheDark: true,
    walk: async (page) => {
      await page.getByRole('button', { name: 'Test', exact: true }).click()
      await page.getByText('Answered 200').waitFor()
      await page.getByRole('treeitem').first().waitFor()
    },
  },
  {
    name: 'source-refused',
    at: edit('Office printer'),
    walk: async (page) => {
      await page.getByRole('button', { name: 'Test', exact: true }).click()
      await page.getByRole('button', { name: /^Allow/ }).waitFor()
    },
  },
  {
    name: 'templates',
    at: () => 'templates',
    walk: async (page) => {
      await page.locator('.template img').nth(5).waitFor()
    },
  },
  {
    name: 'template-editor',
    at: ({ templates }) => `templates/${templates['Weather panel']}`,
    inTheDark: true,
    walk: async (page) => {
      await page.getByRole('img', { name: 'The template with its sample values' }).waitFor()
    },
  },
  {
    name: 'runs',
    at: () => 'runs',
    walk: async (page) => {
      await page.getByText('Kitchen weather').first().waitFor()
    },
  },
  {
    name: 'run',
    at: () => 'runs',
    walk: async (page) => {
      await page.getByRole('link', { name: 'Kitchen weather' }).first().click()
      await page.getByText('of pixels differ').waitFor()
    },
  },
  {
    name: 'webhooks-in',
    at: ({ bindings }) => `webhooks/in/${bindings['Follower goal']}`,
    walk: async (page) => {
      await heading(page, 'Follower goal')
      await page.getByText('it was not JSON').waitFor()
    },
    height: 1180,
  },
  {
    name: 'webhooks-out',
    at: () => 'webhooks/out',
    walk: async (page) => {
      await page.getByText('flows.example').first().click()
      await page.getByText('The target answered 500.').first().waitFor()
    },
  },
  {
    name: 'settings',
    at: () => 'settings/storage',
    walk: (page) => heading(page, 'Storage'),
  },
  {
    name: 'palette',
    at: () => 'bindings',
    walk: async (page) => {
      await page.getByText('Kitchen weather').waitFor()
      await page.keyboard.press('Control+k')
      await page.getByPlaceholder('A name, or a command').fill('weath')
      await page.getByText('Edit Kitchen weather').waitFor()
    },
  },
  {
    name: 'shortcuts',
    at: () => 'bindings',
    walk: async (page) => {
      await page.getByText('Kitchen weather').waitFor()
      await page.keyboard.press('Shift+?')
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'sync',
    at: () => 'sync',
    hasAccount: true,
    inTheDark: true,
    walk: async (page) => {
      await page.getByRole('button', { name: 'Look for changes' }).click()
      await page.getByRole('link', { name: /^Kitchen screen/ }).click()
      const temperature = page.getByRole('radiogroup', { name: /^Mapping of temperature/ })
      await temperature.getByRole('radio', { name: /^Theirs/ }).check()
      await page.getByRole('img', { name: 'Mine, here' }).waitFor()
      await page.getByRole('img', { name: /^Theirs, at/ }).waitFor()
      await page.getByRole('img', { name: 'As you decided' }).waitFor()
      await page.getByRole('heading', { name: 'Kitchen screen' }).scrollIntoViewIfNeeded()
    },
    height: 1000,
  },
]

/** The files of a shot. */
export const filesOf = ({ name, inTheDark }: Shot): string[] => [
  `${name}.webp`,
  ...(inTheDark ? [`${name}-dark.webp`] : []),
]
