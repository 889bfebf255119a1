import { backupEnvelope, backupListSchema } from '../../../shared/backup.ts'
import { toBackup } from '../../views.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const tags = ['Farm']

/** Copies of the database. */
export function backupRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/backups',
    { schema: { tags, summary: 'List the backups of the database', response: answers(backupListSchema) } },
    async () => {
      const { folder, fault } = farm.backups.state()
      return { folder, fault, backups: farm.backups.list().map(toBackup) }
    },
  )

  app.post(
    '/backups',
    {
      schema: {
        tags,
        summary: 'Back the database up now',
        description: 'Beside the daily ones; it stays until somebody removes its file.',
        response: answers(backupEnvelope, 201),
      },
    },
    async (_, reply) => {
      const backup = toBackup(await farm.backups.make())
      reply.code(201)
      return { backup }
    },
  )
}
