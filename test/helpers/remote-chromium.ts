import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { cacheFolder } from '../../src/main/chromium/cache-folder.ts'
import { findChromium } from '../../src/main/chromium/find.ts'
import { workerFlags } from '../../src/main/chromium/flags.ts'
import { browserEnvironment } from '../../src/main/chromium/launch.ts'
import { makeProfile, removeProfile } from '../../src/main/chromium/profile.ts'

export interface RemoteChromium {
  /** Of its DevTools: `http://127.0.0.1:port`. */
  url: string
  pid: number
  /** Of its WebSocket. */
  socketUrl: string
  stop(): Promise<void>
}
