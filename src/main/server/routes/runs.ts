import { paginate } from '../../../shared/pagination.ts'
import { allRunsListSchema, allRunsQuery, runStatsQuery, runStatsSchema } from '../../../shared/run.ts'
import { toRun } from '../../views.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const tags = ['Runs']

/** The runs of all bindings. */
export function runRoutes(app: App, { farm, baseUrl }: RouteContext): void {
  app.get(
    '/runs',
    {
      schema: {
        tags,
        operationId: 'listRuns',
        summary: 'List the runs of all bindings, newest first',
        description: 'Those of deleted bindings are among them until these are gone for good.',
        querystring: allRunsQuery,
        response: answers(allRunsListSchema),
      },
    },
    async (request) => {
      const { runs, total } = await farm.runs.listAll(request.query)
      const base = baseUrl(request)
      return {
        runs: runs.map(({ run, bindingName }) => ({ ...toRun(run, base), bindingName })),
        pagination: paginate(request.query, total),
      }
    },
  )

  app.get(
    '/runs/stats',
    {
      schema: {
        tags,
        operationId: 'getRunStats',
        summary: 'How the refreshes of the last hours went',
        querystring: runStatsQuery,
        response: answers(runStatsSchema),
      },
    },
    async (request) => farm.runStats(request.query),
  )
}
