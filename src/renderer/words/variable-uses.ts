import { type Mustache, readMustaches, type Token } from './mustache.ts'

/** A place where a template reads one of its variables: the offsets of the name alone. */
export interface VariableUse {
  name: string
  from: number
  to: number
}

/** A block that is open: what stands in it, and whether it is about something of its own. */
interface Frame {
  scopes: 0 | 1
  names: readonly string[]
}

const SCOPES = ['each', 'with']
const ROOT = '@root.'

/** Every place where a source reads a variable of its own, and none where it reads what a block is about. */
export function findUses(html: string): VariableUse[] {
  const frames: Frame[] = []
  return readMustaches(html).flatMap((mustache) => {
    if (mustache.kind === 'close') frames.pop()
    // What comes after an `else` is where the block began.
    if (mustache.kind === 'else') frames.pop()
    const uses = mustache.kind === 'close' ? [] : mustache.tokens.flatMap((token) => useIn(token, frames))
    if (mustache.kind === 'open' || mustache.kind === 'else') frames.push(frameOf(mustache))
    return uses
  })
}

const frameOf = ({ tokens, gives }: Mustache): Frame => ({
  scopes: tokens.some(({ kind, text }) => kind === 'keyword' && SCOPES.includes(text)) ? 1 : 0,
  names: gives,
})

function useIn({ kind, text, from }: Token, frames: readonly Frame[]): VariableUse[] {
  if (kind !== 'path') return []
  const ups = /^(?:\.\.\/)*/.exec(text)?.[0] ?? ''
  const isRoot = text.startsWith(ROOT)
  const lead = isRoot ? ROOT : ups + (/^(?:this|\.)[./]/.exec(text.slice(ups.length))?.[0] ?? '')
  const name = /^[^./[\]]+/.exec(text.slice(lead.length))?.[0] ?? ''
  const depth = frames.reduce((sum, { scopes }) => sum + scopes, 0)
  const isGiven = lead === '' && frames.some(({ names }) => names.includes(name))
  const isOurs = name !== '' && !name.startsWith('@') && name !== 'this' && !isGiven
  if (!isOurs || !(isRoot || ups.length / 3 === depth)) return []
  return [{ name, from: from + lead.length, to: from + lead.length + name.length }]
}

/** The source with a variable called otherwise, in every place where it is read. */
export function renameUses(html: string, name: string, next: string): string {
  let renamed = html
  for (const use of findUses(html).toReversed()) {
    if (use.name === name) renamed = renamed.slice(0, use.from) + next + renamed.slice(use.to)
  }
  return renamed
}

/** The line of an offset, from 1. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
