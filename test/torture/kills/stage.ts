import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, Cut } from './client.ts'
import type { Ledger } from './ledger.ts'
import type { Receiver } from './receiver.ts'

/** What those who load the farm have in common. */
export interface Stage {
  client: Client
  receiver: Receiver
  ledger: Ledger
  random(): number
  /** Told of what must not have happened. */
  tell(failure: string): void
}

/** One client, which knows what it was promised. It does one thing at a time. */
export interface Actor {
  /** Reads back what it knows, before anything else, whenever the farm has been killed. */
  check(): Promise<void>
  act(): Promise<void>
  /** Longest pause between two things that it does, in milliseconds. */
  readonly pauseMs: number
}

/** Lets a client do what it does, through all lives of the farm, until it is over. */
export async function play(actor: Actor, { client, random, tell }: Stage, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await client.up()
    try {
      await actor.check()
      while (!isOver()) {
        await actor.act()
        await sleep(random() * actor.pauseMs)
      }
    } catch (error) {
      if (!(error instanceof Cut)) tell(`A client failed: ${error instanceof Error ? error.stack : error}`)
      await sleep(20)
    }
  }
}
