import { packPng } from '../../src/main/packing/pack-png.ts'
import { makeCards } from './cards.ts'
import { startBindery } from './painters.ts'

/** What packing saves of each card, and the CPU that it takes, the comparison of pixels included. */
export async function benchPacking(): Promise<void> {
  console.log(`\n| card | drawn, KB | packed, KB | saved | CPU, ms |`)
  console.log('| --- | --- | --- | --- | --- |')
  const painter = await startBindery('Bindery', 1, false)
  try {
    for (const card of await makeCards()) {
      const png = await painter.draw(card, 7, 'png')
      const before = process.cpuUsage()
      const { length } = (await packPng(png)) ?? png
      const { user, system } = process.cpuUsage(before)
      const [drawn, packed] = [png.length, length].map((bytes) => (bytes / 1024).toFixed(0))
      const saved = `${Math.round((1 - length / png.length) * 100)} %`
      console.log(`| ${card.name} | ${drawn} | ${packed} | ${saved} | ${((user + system) / 1000).toFixed(0)} |`)
    }
  } finally {
    await painter.stop()
  }
}
