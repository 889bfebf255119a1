#!/usr/bin/env node
// npm's scripts begin with `exec`, so that no shell stands between npm and Bindery to swallow the signals that npm
// passes on. POSIX shells have it built in; cmd.exe finds this instead.
const { spawnSync } = require('node:child_process')

const [command, ...args] = process.argv.slice(2)
// What ends a program in a console reaches each of its programs. This one waits for the other to be done with it: at
// the end of a process Windows kills what that has started.
for (const signal of ['SIGINT', 'SIGBREAK', 'SIGHUP']) process.on(signal, () => {})
const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
if (error) console.error(error.message)
process.exitCode = status ?? 1
