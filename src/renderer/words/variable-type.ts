import type { VariableDefinition } from '../../shared/template.ts'

export const TYPE_WORDS: Record<VariableDefinition['type'], string> = {
  text: 'Text',
  image: 'Image',
  color: 'Colour',
  number: 'Number',
  boolean: 'Yes or no',
  array: 'List',
  object: 'Object',
}
