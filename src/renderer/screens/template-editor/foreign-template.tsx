import type { Template } from '../../../shared/template.ts'
import { CodeEditor } from '../../components/code-editor.tsx'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { paths } from '../../stores/route.ts'
import classes from './foreign-template.module.css'

const nothing = () => {}

/** A template of another engine: kept and shown, and not for Bindery to change or draw. */
export function ForeignTemplate({ template }: { template: Template }) {
  return (
    <div className={`screen ${classes.foreign}`}>
      <ScreenTitle title={template.name} />
      <p>
        This template is of the engine “{template.engine}”, which Bindery keeps as it is and can’t draw. It can be read
        here, and changed where it comes from. <a href={paths.templates()}>All templates</a>
      </p>
      <div className={classes.source}>
        <CodeEditor
          value={template.html}
          onChange={nothing}
          language="html-handlebars"
          label={`Source of ${template.name}, read only`}
          readOnly
        />
      </div>
    </div>
  )
}
