import { EmptyList } from '../../../components/empty-list.tsx'
import { useBindings } from '../../../stores/bindings.ts'
import { goTo, paths } from '../../../stores/route.ts'
import { DetailPane, NothingOpen } from '../detail-pane.tsx'
import { HookDetail } from './hook-detail.tsx'
import { HookList } from './hook-list.tsx'

const BACK = { label: 'All bindings', path: paths.webhooksIn() }

/** The webhook that each binding has. */
export function WebhooksIn({ uid }: { uid: string | null }) {
  const binding = useBindings(({ byUid }) => (uid === null ? undefined : byUid[uid]))
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  const isEmpty = useBindings(({ byUid }) => Object.keys(byUid).length === 0)
  if (uid === null && isLoaded && isEmpty) return <NoHooks />
  return (
    <>
      <HookList openUid={uid} />
      {binding ? (
        <DetailPane key={binding.uid} title={binding.name} back={BACK}>
          <HookDetail binding={binding} />
        </DetailPane>
      ) : null}
      {uid !== null && !binding && isLoaded ? (
        <DetailPane title="There is no such binding" back={BACK}>
          <p>It was deleted, or the address is not whole.</p>
        </DetailPane>
      ) : null}
      {uid === null ? (
        <NothingOpen>
          A POST to the webhook of a binding refreshes it at once. Choose a binding to see its URL and what has come in.
        </NothingOpen>
      ) : null}
    </>
  )
}

const NoHooks = () => (
  <EmptyList
    about="Each binding has a webhook of its own: a POST to it refreshes the picture at once, or brings the data."
    first="New binding"
    onBegin={() => goTo(paths.newBinding())}
  />
)
