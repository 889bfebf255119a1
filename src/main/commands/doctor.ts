import { Command } from 'commander'
import { examine } from '../doctor/examine.ts'
import { DEFAULT_PORT, dataDirFlag } from '../process/options.ts'

/** `bindery doctor`: looks at what a farm needs on this machine and says what to do. Exit 1 where something must be mended. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check this machine and say what to do')
    .addOption(dataDirFlag())
    .option('--json', 'print the findings as JSON')
    .action(async ({ dataDir, json }: { dataDir: string; json?: true }) => {
      const findings = await examine(dataDir, Number(process.env.BINDERY_PORT) || DEFAULT_PORT)
      const isHealthy = findings.every(({ verdict }) => verdict !== 'problem')
      const lines = findings.map(({ name, verdict, says }) => `${verdict.padEnd(7)}  ${name}: ${says}`)
      process.stdout.write(`${json ? JSON.stringify({ healthy: isHealthy, findings }) : lines.join('\n')}\n`)
      if (!isHealthy) process.exitCode = 1
    })
}
