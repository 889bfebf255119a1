import type { BindingEvent, News } from '../shared/events.ts'
import { hearSyncStatus } from './cloud-sync.ts'
import type { StreamEvent } from './event-stream.ts'
import { endRefreshing, markRefreshing } from './stores/bindings.ts'
import { useFarm } from './stores/farm.ts'

type DataOf<Type extends News['type']> = Extract<News, { type: Type }>['data']
const dataOf = <T>({ data }: StreamEvent): T => (JSON.parse(data) as { data: T }).data

/** Takes in what the stream itself says: how the farm is, and what it is about to do. */
export function takeNews(event: StreamEvent): void {
  if (event.type === 'farm.status') useFarm.setState({ status: dataOf<DataOf<'farm.status'>>(event) })
  if (event.type === 'sync.changed') hearSyncStatus(dataOf<DataOf<'sync.changed'>>(event))
  if (event.type === 'run.started') {
    const { bindingId, runId } = dataOf<DataOf<'run.started'>>(event)
    markRefreshing(bindingId, runId)
  }
  if (event.type === 'run.ended') {
    const { bindingId, runId } = dataOf<DataOf<'run.ended'>>(event)
    endRefreshing(bindingId, runId)
  }
  // News may be left out for one who is slow; what is stored never is.
  if (event.type === 'binding.updated' || event.type === 'binding.failed') {
    const { bindingId, run } = dataOf<BindingEvent>(event)
    endRefreshing(bindingId, run.id)
  }
}
