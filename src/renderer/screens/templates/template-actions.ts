import type { Template } from '../../../shared/template.ts'
import { bindingsApi } from '../../api/bindings.ts'
import { templatesApi } from '../../api/templates.ts'
import { notify } from '../../notify.tsx'
import { goTo, paths, useLeaving, useRoute } from '../../stores/route.ts'
import { dropTemplate, putTemplate } from '../../stores/templates.ts'
import { draftOf } from '../template-editor/draft.ts'

/** What people do with a template. None throws: what went wrong is said in a notice. */

const MAX_NAME = 200

/** Makes a copy and opens it. */
export async function duplicateTemplate(template: Template): Promise<void> {
  try {
    const name = `${template.name.slice(0, MAX_NAME - 7)} (copy)`
    const made = await templatesApi.create({ ...draftOf(template), name })
    putTemplate(made.template)
    goTo(paths.template(made.template.uid))
  } catch (error) {
    tell(`Duplicating “${template.name}”`, error)
  }
}

/** @param users uids of the bindings that use it and are to fail for it */
export async function deleteTemplate(template: Template, users: readonly string[]): Promise<void> {
  try {
    await templatesApi.remove(template.uid, users.length > 0)
    dropTemplate(template.uid)
    leave(template.uid)
    notify({ kind: 'done', text: `Deleted “${template.name}”.`, undo: () => revive(template, users) })
  } catch (error) {
    tell(`Deleting “${template.name}”`, error)
  }
}

/** There is nothing left to edit. */
function leave(uid: string): void {
  const { route } = useRoute.getState()
  if (route.screen !== 'template-editor' || route.uid !== uid) return
  useLeaving.setState({ unsaved: null })
  goTo(paths.templates())
}

async function revive(template: Template, users: readonly string[]): Promise<void> {
  try {
    await templatesApi.revive(template)
    putTemplate((await templatesApi.get(template.uid)).template)
    await Promise.all(users.map((uid) => bindingsApi.refresh(uid)))
  } catch (error) {
    tell(`Bringing “${template.name}” back`, error)
  }
}

function tell(what: string, error: unknown): void {
  notify({ kind: 'failed', text: `${what} failed. ${(error as Error).message}` })
}
