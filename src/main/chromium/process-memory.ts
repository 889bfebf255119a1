import { readFile } from 'node:fs/promises'

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.split(' ').filter(Boolean).map(Number)
}

async function ownBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = ['RssAnon', 'RssShmem'].map((name) =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0),
  )
  return kilobytes.reduce((sum, value) => sum + value, 0) * 1024
}

/**
 * Memory that a process and all below it hold for themselves, in bytes (proc_pid_status(5)); 0 where the system does
 * not tell, which is everywhere but on Linux.
 */
export async function memoryOfTree(pid: number): Promise<number> {
  if (process.platform !== 'linux') return 0
  const children = await childrenOf(pid)
  const sizes = await Promise.all([ownBytes(pid), ...children.map(memoryOfTree)])
  return sizes.reduce((sum, value) => sum + value, 0)
}
