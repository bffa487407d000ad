// Plans and applies a fleet from a program of your own: as safe as the command, and silent but for what it prints itself.
// Run: PPIO_API_KEY=… PPIO_BASE_URL=… node plan-and-apply.ts fleet.yaml
import { applyFleet, EXIT_CODES, explainReason, loadFleet } from 'ppi-apply'

const { PPIO_API_KEY: apiKey = '', PPIO_BASE_URL: baseUrl = 'https://api.ppinfra.com' } =
  process.env
const cwd = process.cwd()

const fleet = await loadFleet({ cwd, env: process.env, files: process.argv.slice(2) })
for (const { severity, message, place } of fleet.diagnostics) {
  console.error(`${severity} in ${place.file.path}: ${message}`)
}

const { ending, result } = await applyFleet(fleet, {
  baseUrl,
  apiKey,
  cwd,
  environment: process.env,
  limits: { maxHourly: 50 },
  reporter: {
    plan({ actions }) {
      for (const { kind, name, reason } of actions) {
        console.log(`${kind} ${name}: ${explainReason(reason)}`)
      }
    },
  },
  approve: () => true,
})
for (const { action, id } of result.done) console.log(`created ${action.name} as ${id}`)
console.log(`${result.done.length} created, ${result.inDoubt.length} in doubt`)
process.exitCode = EXIT_CODES[ending].code
