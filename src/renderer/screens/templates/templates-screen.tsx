import type { Template } from '../../../shared/template.ts'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { useTemplates } from '../../stores/templates.ts'

/** Every template with what it needs: its size and its variables. */
export function TemplatesScreen() {
  const byUid = useTemplates(({ byUid }) => byUid)
  const isLoaded = useTemplates(({ isLoaded }) => isLoaded)
  const templates = Object.values(byUid).sort((a, b) => a.name.localeCompare(b.name))
  return (
    <div className="screen">
      <ScreenTitle title="Templates">
        {templates.length > 0 ? (
          <p className="faint">{templates.length === 1 ? '1 template' : `${templates.length} templates`}</p>
        ) : null}
      </ScreenTitle>
      {isLoaded ? null : <p className="faint">Reading the templates…</p>}
      {isLoaded && templates.length === 0 ? <NoTemplates /> : null}
      {templates.length > 0 ? (
        <ul className="templates">
          {templates.map((template) => (
            <TemplateLine key={template.uid} template={template} />
          ))}
        </ul>
      ) : null}
    </div>
  )
}

function TemplateLine({ template }: { template: Template }) {
  const { uid, name, description, width, height, outputFormat, variables, updatedAt } = template
  const uses = useBindings(({ byUid }) => Object.values(byUid).filter(({ templateId }) => templateId === uid).length)
  return (
    <li className="template">
      <div>
        <h2 dir="auto">{name}</h2>
        {description ? <p className="template-about">{description}</p> : null}
        <ul className="names" aria-label={`Variables of ${name}`}>
          {variables.map((variable) => (
            <li key={variable}>
              <code>{variable}</code>
            </li>
          ))}
        </ul>
        {variables.length === 0 ? <p className="faint">No variables</p> : null}
      </div>
      <dl className="facts">
        <dt>Size</dt>
        <dd>
          {width} × {height}
          {outputFormat === 'pdf' ? ', PDF' : ''}
        </dd>
        <dt>Used by</dt>
        <dd>
          {uses === 0 ? <span className="faint">no binding</span> : uses === 1 ? '1 binding' : `${uses} bindings`}
        </dd>
        <dt>Changed</dt>
        <dd>
          <TimeAgo at={updatedAt} />
        </dd>
      </dl>
    </li>
  )
}

function NoTemplates() {
  return (
    <div className="empty">
      <p>A template is HTML with variables: the shape that your data is drawn in.</p>
      <p>
        There is none yet. Make the first with <code>POST /templates</code>:{' '}
        <a href="/docs" target="_blank" rel="noreferrer">
          open the API reference
        </a>
        .
      </p>
    </div>
  )
}
