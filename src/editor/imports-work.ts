import { readdirSync, readFileSync } from 'node:fs'
import { importFile } from '../hsds/import-file.ts'
import { BadFile, type Finding } from '../hsds/import-findings.ts'
import { readMapping } from '../hsds/import-mapping.ts'
import type { Actor } from '../protection/may.ts'
import type { Services } from '../services.ts'
import { fileOf, forgetFile, saveUpload, type Upload } from './imports-store.ts'

/** Of each kind so many findings are shown. */
export const SHOWN = 20

/** Reads the file and changes nothing: what would happen. */
export const readFileOnly = (services: Services, upload: Upload): Promise<void> =>
  work(services, upload, 'reading', async (told) => {
    const { gazetteer } = services
    const { counts, found } = await importFile(
      { gazetteer },
      fileOf(services, upload),
      optionsOf(upload),
      told,
    )
    return { state: 'read', counts, found }
  })

/** Takes it in, as this editor; the file goes, and the run stays. */
export const takeIn = (services: Services, upload: Upload, actor: Actor): Promise<void> =>
  work(services, upload, 'taking', async (told) => {
    const { runId } = await importFile(
      services,
      fileOf(services, upload),
      { ...optionsOf(upload), actor },
      told,
    )
    await forgetFile(services, upload)
    return { state: 'taken', ...(runId && { runId }) }
  })

const MAPPINGS = new URL('../../db/seed/mappings/', import.meta.url)

/** Lists of others whose columns are known. */
export const mappingNames = (): string[] =>
  readdirSync(MAPPINGS).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))

function optionsOf({ source, mapping }: Upload) {
  const read = mappingNames().includes(mapping)
    ? readMapping(readFileSync(new URL(`${mapping}.json`, MAPPINGS), 'utf8'))
    : undefined
  return { ...(source && { source }), ...(read && { mapping: read }) }
}

type Told = Parameters<typeof importFile>[3]

/** Says how far it is, percent by percent, and in the end what came of it. */
async function work(
  services: Pick<Services, 'config' | 'log'>,
  upload: Upload,
  state: Upload['state'],
  go: (told: Told) => Promise<Partial<Upload>>,
): Promise<void> {
  const { problem: _, problemFr: __, ...clean } = upload
  let now: Upload = { ...clean, state, percent: 0 }
  const findings: Finding[] = []
  const seen = new Map<string, number>()
  const failed = (error: Error) =>
    services.log.warn({ reason: error.name }, 'how far a file is could not be kept')
  // nobody waits for it yet: where it rejected, it would end the program
  let saving = saveUpload(services, now).catch(failed)
  const told: Told = {
    finding(finding) {
      const key = `${finding.kind}:${finding.done}`
      const count = (seen.get(key) ?? 0) + 1
      seen.set(key, count)
      if (count <= SHOWN) findings.push(finding)
    },
    progress(percent) {
      const whole = Math.floor(percent)
      if (whole <= now.percent) return
      now = { ...now, percent: whole }
      const step = now
      saving = saving.then(() => saveUpload(services, step)).catch(failed)
    },
  }
  try {
    const done = await go(told)
    now = { ...now, ...done, percent: 100, findings }
  } catch (error) {
    // Never its message: a parser's may repeat the file, which may say where somebody is safe.
    services.log.warn({ reason: (error as Error).name }, 'a file could not be imported')
    // What the reader of files throws itself is in words; anything else is not for a page.
    const said = error instanceof BadFile && { problem: error.message, problemFr: error.fr }
    now = { ...now, state: 'failed', ...said }
  }
  await saving
  await saveUpload(services, now)
}
