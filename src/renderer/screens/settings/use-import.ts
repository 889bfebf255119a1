import { useState } from 'react'
import type { OpenedFile } from '../../../shared/desktop.ts'
import type { FieldError } from '../../../shared/errors.ts'
import type { ImportPlan } from '../../../shared/portable.ts'
import { ApiError } from '../../api/ask.ts'
import { type ImportAnswer, portableApi } from '../../api/portable.ts'

export type ImportState =
  | { step: 'none' }
  | { step: 'reading'; name: string }
  | { step: 'refused'; name: string; why: string; fields: readonly FieldError[] }
  | { step: 'planned' | 'importing'; name: string; file: unknown; plan: ImportPlan; why: string | null }
  | { step: 'done'; name: string; plan: ImportPlan; result: NonNullable<ImportAnswer['result']> }

/** The way of a file from being chosen to being taken in: read, planned, approved. */
export function useImport() {
  const [state, setState] = useState<ImportState>({ step: 'none' })

  /** Reads a file that was chosen, and asks the farm what it would do. */
  async function take(opened: OpenedFile): Promise<void> {
    if (opened.state === 'cancelled') return
    if (opened.state === 'failed') return setState({ step: 'refused', name: '', why: opened.message, fields: [] })
    const { name, text } = opened
    setState({ step: 'reading', name })
    try {
      const file = parse(text)
      const { plan } = await portableApi.plan(file)
      setState({ step: 'planned', name, file, plan, why: null })
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : []
      setState({ step: 'refused', name, why: (error as Error).message, fields })
    }
  }

  async function approve(): Promise<void> {
    if (state.step !== 'planned') return
    const { name, file } = state
    setState({ ...state, step: 'importing', why: null })
    try {
      const { plan, result } = await portableApi.take(file)
      if (result) setState({ step: 'done', name, plan, result })
    } catch (error) {
      setState({ ...state, why: (error as Error).message })
    }
  }

  return { state, take, approve, forget: () => setState({ step: 'none' }) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('It is not JSON. Choose a file that Bindery exported.')
  }
}
