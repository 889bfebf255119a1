export interface HelperDoc {
  /** The names of what it takes, in order; those that may be left out end with "?". Null: any number, by place alone. */
  parameters: readonly string[] | null
  /** What it gives, in a sentence. */
  gives: string
}

/** The inline helpers of the template language, for those who write templates. */
export const HELPER_DOCS: Readonly<Record<string, HelperDoc>> = {
  isEmpty: { parameters: ['value'], gives: 'True for "", [], {}, null and what is undefined.' },
  isNotEmpty: { parameters: ['value'], gives: 'True for what is not empty.' },
  isDefined: { parameters: ['value'], gives: 'True for all but undefined.' },
  isUndefined: { parameters: ['value'], gives: 'True for undefined.' },
  isArray: { parameters: ['value'], gives: 'True for a list.' },
  isString: { parameters: ['value'], gives: 'True for a text.' },
  isNumber: { parameters: ['value'], gives: 'True for a number; not for one written as text.' },
  isBoolean: { parameters: ['value'], gives: 'True for true and false.' },
  isObject: { parameters: ['value'], gives: 'True for an object that is no list.' },
  contains: { parameters: ['in', 'value'], gives: 'Whether a list or a text has it.' },
  startsWith: { parameters: ['text', 'start'], gives: 'Whether a text begins with it.' },
  endsWith: { parameters: ['text', 'end'], gives: 'Whether a text ends with it.' },
  length: { parameters: ['value'], gives: 'How many items, characters or members it has.' },
  first: { parameters: ['list'], gives: 'The first item or character.' },
  last: { parameters: ['list'], gives: 'The last item or character.' },
  indexOf: { parameters: ['in', 'value'], gives: 'Where it stands, from 0; -1 where it does not.' },
  join: { parameters: ['list', 'separator?'], gives: 'The items as one text, with commas or what is given between.' },
  slice: {
    parameters: ['value', 'start', 'end?'],
    gives: 'A part of a list or text; places below 0 count from its end.',
  },
  split: { parameters: ['text', 'separator?'], gives: 'The parts of a text as a list.' },
  lowercase: { parameters: ['text'], gives: 'The text in small letters.' },
  uppercase: { parameters: ['text'], gives: 'The text in capitals.' },
  capitalize: { parameters: ['text'], gives: 'The text with its first letter as a capital.' },
  titleCase: { parameters: ['text'], gives: 'Each Word With A Capital.' },
  trim: { parameters: ['text'], gives: 'The text without space around it.' },
  truncate: { parameters: ['text', 'length', 'suffix?'], gives: 'At most so many characters, "..." included.' },
  padStart: { parameters: ['text', 'length', 'fill?'], gives: 'The text filled up from its start.' },
  padEnd: { parameters: ['text', 'length', 'fill?'], gives: 'The text filled up at its end.' },
  replace: { parameters: ['text', 'from', 'to'], gives: 'The text with every "from" replaced.' },
  round: { parameters: ['value', 'decimals?'], gives: 'The number, rounded; half goes away from zero.' },
  floor: { parameters: ['value', 'decimals?'], gives: 'The number, rounded down.' },
  ceil: { parameters: ['value', 'decimals?'], gives: 'The number, rounded up.' },
  abs: { parameters: ['value'], gives: 'The number without its sign.' },
  min: { parameters: null, gives: 'The least of a list or of its arguments.' },
  max: { parameters: null, gives: 'The greatest of a list or of its arguments.' },
  sum: { parameters: null, gives: 'All of a list, or its arguments, added up.' },
  average: { parameters: null, gives: 'The mean of a list or of its arguments.' },
  number: { parameters: ['value', 'locale?'], gives: 'The number as its language writes it: 1,234.5.' },
  currency: { parameters: ['value', 'currency?', 'locale?'], gives: 'An amount of money: $1,234.50.' },
  percent: { parameters: ['value', 'decimals?', 'locale?'], gives: 'A share of 1 as a percentage: 26%.' },
  date: { parameters: ['value', 'pattern?', 'timeZone?', 'locale?'], gives: 'A day, as "YYYY-MM-DD" or "long" ask.' },
  time: { parameters: ['value', 'pattern?', 'timeZone?', 'locale?'], gives: 'A time of day, as "HH:mm" asks.' },
  default: { parameters: ['value', 'fallback'], gives: 'The value, or another where it is undefined, null or "".' },
  coalesce: { parameters: null, gives: 'The first that is neither undefined nor null.' },
  json: { parameters: ['value', 'pretty?'], gives: 'The value as JSON.' },
  parseJson: { parameters: ['text'], gives: 'What a JSON text holds.' },
}

/** The block helpers. */
export const BLOCK_DOCS: Readonly<Record<string, HelperDoc>> = {
  if: { parameters: ['value'], gives: 'Its content where the value is not false, 0, "", [], null or undefined.' },
  unless: { parameters: ['value'], gives: 'Its content where #if would leave it out.' },
  each: { parameters: ['list'], gives: 'Its content once for each item: {{this}}, {{@index}}, {{@key}}.' },
  with: { parameters: ['value'], gives: 'Its content with the members of the value as names.' },
}

/** "truncate text length [suffix]". */
export function signatureOf(name: string, { parameters }: HelperDoc): string {
  const given = parameters === null ? ['values…'] : parameters.map((each) => each.replace(/(.*)\?$/, '[$1]'))
  return [name, ...given].join(' ')
}
