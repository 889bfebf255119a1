import { expect, test } from 'vitest'
import { listenAt } from '../../../src/main/process/address.ts'

const refusing = (code: string) => ({ listen: () => Promise.reject(Object.assign(new Error('listen'), { code })) })

test.each([
  [
    'EADDRINUSE',
    'Port 80 on 127.0.0.1 is taken. Stop what uses it, or choose another with --port (0 picks a free one).',
  ],
  ['EACCES', 'Port 80 on 127.0.0.1 is kept by the system (EACCES). Choose another with --port (0 picks a free one).'],
  [
    'EADDRNOTAVAIL',
    "Bindery can't listen on 127.0.0.1, port 80 (EADDRNOTAVAIL). Choose another with --host and --port.",
  ],
])('a server that can not listen (%s) says what to do', async (code, message) => {
  await expect(listenAt(refusing(code), { host: '127.0.0.1', port: 80 })).rejects.toThrow(message)
})
