/** Whoever started a program may stop listening to it; a disk that takes nothing of what it says is told of. */
export function surviveClosedOutput(): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    if (!/^(ENOSPC|EDQUOT|EFBIG|EIO)$/.test(code)) return
    process.exitCode = 1
    process.stderr.write(
      `bindery: The output could not be written (${code}). Free some disk space, or send it elsewhere.\n`,
    )
  })
}
