import { TextInput, type TextInputProps } from '@mantine/core'
import styles from './editor-head.module.css'

/** Longest name that the farm takes. */
const MAX_NAME = 200

/** What an editor's work is called, in its head. */
export function NameField(props: TextInputProps) {
  return <TextInput className={styles.name ?? ''} dir="auto" maxLength={MAX_NAME} {...props} />
}
