/** What npm brings along (`node` in package.json); an older one lacks what is loaded next. */
export const NODE_MAJOR = 24

/** Null for a Node that Bindery runs on; else what to do about it, in a line. */
export function nodeFault(version: string): string | null {
  if (Number.parseInt(version, 10) >= NODE_MAJOR) return null
  return `Node v${version} is too old; run it through npm, which brings ${NODE_MAJOR} along`
}

/** Ends a program that an older Node was given, where it would fail with a stack trace. To be called before the rest is loaded. */
export function refuseOldNode(): void {
  const fault = nodeFault(process.versions.node)
  if (fault === null) return
  process.stderr.write(`bindery: ${fault}\n`)
  process.exit(1)
}
