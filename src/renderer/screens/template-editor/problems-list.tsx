import { UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from '../../components/icon.tsx'
import { type Problem, problemCount } from './problems.ts'
import classes from './problems-list.module.css'

const TONES = { error: 'bad', warning: 'warn', info: 'idle' } as const
const WORDS = { error: 'Error', warning: 'Warning', info: 'Note' } as const

interface ProblemsListProps {
  problems: readonly Problem[]
  error: Error | null
  jump(line: number, column: number): void
  /** What stands at the end of the line that counts them. */
  children?: ReactNode
}

/** What is wrong with the source; each leads to its place. */
export function ProblemsList({ problems, error, jump, children }: ProblemsListProps) {
  return (
    <section className={classes.problems} aria-label="Problems">
      <div className={classes.foot}>
        <p className={classes.count} role="status">
          {error ? `It could not be checked: ${error.message}` : problemCount(problems) || 'No problems'}
        </p>
        {children}
      </div>
      {problems.length > 0 ? (
        <ul className={classes.list}>
          {problems.map((problem) => (
            <li key={`${problem.line} ${problem.column} ${problem.message}`}>
              <ProblemLine problem={problem} jump={jump} />
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function ProblemLine({ problem, jump }: { problem: Problem; jump: ProblemsListProps['jump'] }) {
  const { severity, message, line, column } = problem
  const tone = TONES[severity]
  return (
    <UnstyledButton
      className={classes.problem}
      data-tone={tone}
      disabled={line === null}
      onClick={() => line !== null && jump(line, column ?? 1)}
    >
      <Icon name={tone} />
      <span className="visually-hidden">{WORDS[severity]}: </span>
      <span className={classes.message}>{message}</span>
      {line === null ? null : (
        <span className={classes.place}>
          line {line}, column {column}
        </span>
      )}
    </UnstyledButton>
  )
}
