import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJobQueue } from '../../../src/main/chromium/job-queue.ts'

describe('the job queue', () => {
  it('gives urgent jobs first and keeps the order within each kind', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (kinds) => {
        const queue = createJobQueue<{ index: number; urgent: boolean }>()
        const jobs = kinds.map((urgent, index) => ({ index, urgent }))
        for (const job of jobs) queue.add(job, job.urgent)
        const taken = Array.from({ length: jobs.length }, () => queue.take())
        expect(taken).toEqual([...jobs.filter(({ urgent }) => urgent), ...jobs.filter(({ urgent }) => !urgent)])
        expect(queue.take()).toBeUndefined()
      }),
    )
  })

  it('takes a job that is tried again before all others', () => {
    const queue = createJobQueue<string>()
    queue.add('urgent', true)
    queue.addFirst('again')
    expect([queue.take(), queue.take()]).toEqual(['again', 'urgent'])
  })

  it('forgets a job that was removed, and says whether it was there', () => {
    const queue = createJobQueue<string>()
    queue.add('a', false)
    queue.add('b', true)
    expect([queue.remove('a'), queue.remove('a'), queue.length]).toEqual([true, false, 1])
    expect(queue.clear()).toEqual(['b'])
    expect(queue.length).toBe(0)
  })
})
