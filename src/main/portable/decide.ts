/** What becomes of one definition of a file, and the uid that it has here. */
export interface Decision {
  action: 'create' | 'same' | 'copy'
  localUid: string
}

/** A definition that is here already. */
export interface Present {
  uid: string
  content: string
  isStarter: boolean
}

/**
 * Decides by uid, then by content: a uid is kept where it is free; what is here already is not made again, be it under
 * another uid, so that a file that is read twice makes no twins. Starters are alike in every farm.
 */
export function decider(present: readonly Present[], newUid: () => string) {
  const byUid = new Map(present.map((each) => [each.uid, each]))
  const byContent = Map.groupBy(present, ({ content }) => content)
  return (uid: string, content: string): Decision => {
    const taken = byUid.get(uid)
    if (taken?.content === content) return { action: 'same', localUid: uid }
    const alike = (byContent.get(content) ?? []).find(({ isStarter }) => taken || isStarter)
    if (alike) return { action: 'same', localUid: alike.uid }
    return taken ? { action: 'copy', localUid: newUid() } : { action: 'create', localUid: uid }
  }
}
