import type { FieldError } from '../../../shared/errors.ts'
import { Icon } from '../../components/icon.tsx'
import { counted } from '../../words/number.ts'
import styles from './import-refused.module.css'

/** More faults than this are counted: the first ones say what is wrong with a file. */
const MOST = 10

/** Why a file can't be taken in, and where in it. */
export function ImportRefused({ name, why, fields }: { name: string; why: string; fields: readonly FieldError[] }) {
  return (
    <div role="alert" className={styles.refused}>
      <p className={styles.why} data-tone="bad">
        <Icon name="bad" />
        <span className="breakable">
          {name ? <strong>{name}: </strong> : null}
          {fields.length > 0 ? `nothing was imported, since the file has ${counted(fields.length, 'fault')}.` : why}
        </span>
      </p>
      {fields.length > 0 ? (
        <ul>
          {fields.slice(0, MOST).map(({ field, message }) => (
            <li key={`${field} ${message}`} className="breakable">
              <code>{field}</code>: {message}
            </li>
          ))}
          {fields.length > MOST ? <li className="faint">{counted(fields.length - MOST, 'more')}</li> : null}
        </ul>
      ) : null}
    </div>
  )
}
