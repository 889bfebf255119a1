import type { ChangeEvent } from '../../shared/events.ts'
import { type BindingState, insertBinding, type StoredBinding } from './bindings.ts'
import type { Db } from './database.ts'
import { changeAndTell, type Tell } from './events.ts'
import { insertTemplate, type StoredTemplate } from './templates.ts'

export interface Definitions {
  /** Stores all, or nothing. A binding takes the place of a deleted one of its uid, whose history goes, but not the path of its render URL. */
  insertAll(
    templates: readonly StoredTemplate[],
    bindings: readonly { binding: StoredBinding; state: BindingState }[],
    at: number,
  ): Promise<void>
}

export function definitionsOf(db: Db, tell: Tell = () => {}): Definitions {
  return {
    async insertAll(templates, bindings, at) {
      await changeAndTell(db, tell, async (trx) => {
        const events: ChangeEvent[] = []
        for (const template of templates) {
          await insertTemplate(trx, template)
          events.push({ type: 'template.created', data: { templateId: template.uid } })
        }
        for (const { binding, state } of bindings) {
          const replaced = await trx
            .deleteFrom('bindings')
            .where('uid', '=', binding.uid)
            .where('deleted_at', 'is not', null)
            .returning('url_extension')
            .executeTakeFirst()
          insertBinding(
            db.statements,
            { ...binding, urlExtension: replaced?.url_extension ?? binding.urlExtension },
            state,
          )
          events.push({ type: 'binding.created', data: { bindingId: binding.uid } })
        }
        return { events, at }
      })
    },
  }
}
