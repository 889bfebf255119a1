import { findPathFault } from '../../../shared/data-path.ts'
import { type Json, MAX_JSON_DEPTH, nestsDeeperThan } from '../../../shared/json.ts'
import { ExpressionFault } from '../expression-fault.ts'
import type { MapJob, Mapped } from '../job.ts'
import { jsonLength } from '../json-length.ts'
import { MAX_VARIABLES_LENGTH } from '../limits.ts'
import { readPath } from './read-path.ts'

export type MappingRules = Omit<MapJob, 'json'>

/**
 * The variables of one refresh: a path's value; where that is missing or null, the binding's default; where there is
 * none, the template's. What is still nothing is left out. Defaults with no mapping are constants.
 * @param onRead told when the data is read, before the first path is
 */
export function mapVariables(
  json: string,
  { mapping, defaults, variableDefinitions }: MappingRules,
  onRead: () => void = () => {},
): Mapped {
  const data = parse(json)
  onRead()
  const declared = new Map(variableDefinitions.map(({ name, defaultValue }) => [name, defaultValue]))
  const variables: Record<string, Json> = Object.create(null)
  const missing: string[] = []
  let room = MAX_VARIABLES_LENGTH

  const give = (name: string, value: Json | undefined) => {
    const given = value ?? own(defaults, name) ?? declared.get(name) ?? undefined
    if (given === undefined) return
    room -= jsonLength(given, room)
    if (room < 0) throw new ExpressionFault(`The mapped variables are larger than ${MAX_VARIABLES_LENGTH} characters`)
    variables[name] = given
  }

  for (const [name, path] of Object.entries(mapping)) {
    const value = read(data, name, path)
    if (value === undefined || value === null) missing.push(name)
    give(name, value)
  }
  for (const name of [...Object.keys(defaults), ...declared.keys()]) {
    if (!Object.hasOwn(mapping, name) && !Object.hasOwn(variables, name)) give(name, undefined)
  }
  return { variables, missing }
}

const own = (members: Record<string, Json>, name: string) => (Object.hasOwn(members, name) ? members[name] : undefined)

function parse(json: string): Json {
  if (nestsDeeperThan(json)) throw new ExpressionFault(`The data nests deeper than ${MAX_JSON_DEPTH} levels`)
  try {
    return JSON.parse(json) as Json
  } catch {
    throw new ExpressionFault('The data is not JSON')
  }
}

function read(data: Json, name: string, path: string): Json | undefined {
  try {
    return readPath(data, path)
  } catch (error) {
    if (error instanceof ExpressionFault) throw new ExpressionFault(`Variable "${name}": ${error.message}`)
    const fault = findPathFault(path)
    if (fault) throw new ExpressionFault(`The path of variable "${name}" can't be read: ${fault.message}`)
    throw error
  }
}
