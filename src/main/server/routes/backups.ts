import { z } from 'zod'
import { backupEnvelope, backupListSchema, restoreCancelledSchema } from '../../../shared/backup.ts'
import { toBackup } from '../../views.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const tags = ['Farm']

/** Copies of the database. */
export function backupRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/backups',
    {
      schema: {
        tags,
        operationId: 'listBackups',
        summary: 'List the backups of the database',
        response: answers(backupListSchema),
      },
    },
    async () => {
      const { folder, fault, restoring } = farm.backups.state()
      return { folder, fault, restoring, backups: farm.backups.list().map(toBackup) }
    },
  )

  app.post(
    '/backups',
    {
      schema: {
        tags,
        operationId: 'createBackup',
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

  app.post(
    '/backups/:name/restore',
    {
      schema: {
        tags,
        operationId: 'restoreBackup',
        summary: 'Have the next start put a backup in the place of the database',
        description:
          'Until then the farm goes on, and what it does is in the database that is replaced, which is kept under another name.',
        params: z.object({ name: z.string() }),
        response: answers(backupEnvelope, 202),
      },
    },
    async (request, reply) => {
      const backup = toBackup(await farm.backups.restoreAtNextStart(request.params.name))
      reply.code(202)
      return { backup }
    },
  )

  app.delete(
    '/backups/restore',
    {
      schema: {
        tags,
        operationId: 'cancelRestore',
        summary: 'Leave the database as it is after all',
        response: answers(restoreCancelledSchema),
      },
    },
    async () => {
      farm.backups.cancelRestore()
      return { cancelled: true as const }
    },
  )
}
