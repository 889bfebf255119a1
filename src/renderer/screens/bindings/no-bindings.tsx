/** The empty list: what a binding is, and where to begin. */
export function NoBindings() {
  return (
    <div className="empty">
      <p>
        A binding draws a template with data from your own source, and serves the picture at a URL that never changes.
      </p>
      <p>
        There is none yet. Make the first with <code>POST /bindings</code>:{' '}
        <a href="/docs" target="_blank" rel="noreferrer">
          open the API reference
        </a>
        .
      </p>
    </div>
  )
}
