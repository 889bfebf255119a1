import type { BindingEvent, News } from '../shared/events.ts'
import type { StreamEvent } from './event-stream.ts'
import { endRefreshing, markRefreshing } from './stores/bindings.ts'
import { useFarm } from './stores/farm.ts'

type DataOf<Type extends News['type']> = Extract<News, { type: Type }>['data']
const dataOf = <T>({ data }: StreamEvent): T => (JSON.parse(data) as { data: T }).data

/** Takes in what the stream itself says: how the farm is, and what it is about to do. */
export function takeNews(event: StreamEvent): void {
  switch (event.type) {
    case 'farm.status':
      return useFarm.setState({ status: dataOf<DataOf<'farm.status'>>(event) })
    case 'run.started': {
      const { bindingId, runId } = dataOf<DataOf<'run.started'>>(event)
      return markRefreshing(bindingId, runId)
    }
    case 'run.ended': {
      const { bindingId, runId } = dataOf<DataOf<'run.ended'>>(event)
      return endRefreshing(bindingId, runId)
    }
    // News may be left out for one who is slow; what is stored never is.
    case 'binding.updated':
    case 'binding.failed': {
      const { bindingId, run } = dataOf<BindingEvent>(event)
      return endRefreshing(bindingId, run.id)
    }
  }
}
