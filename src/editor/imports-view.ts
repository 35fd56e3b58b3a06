import { html } from '@remix-run/html-template'
import { momentInWords } from '../approvals/words.ts'
import {
  DONE,
  FINDING_KINDS,
  type Finding,
  foundInOrder,
  placeInFrench,
} from '../hsds/import-findings.ts'
import type { ImportCounts, ImportRun } from '../hsds/import-runs.ts'
import { importsTexts } from '../locales/editor-imports.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, press, select, textField } from '../web/controls.ts'
import { box, empty, facts, more, progress, row, section, table } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { PART, type Upload } from './imports-store.ts'
import { WORK, workPage } from './worklist-kit.ts'

export const IMPORTS = '/staff/directory/imports'
export const TEMPLATE = `${IMPORTS}/template.csv`
export const FILES = `${IMPORTS}/files`
export const IMPORTS_SCRIPT = '/assets/editor-imports.js'

const textsOf = ({ language }: Drawing) => importsTexts(language).imports

type Listed = {
  runs: readonly ImportRun[]
  own: readonly Upload[]
  names: Map<string, string>
  zone: string
  mappings: readonly string[]
}

/** Sending a file, what waits, and what was brought in before. */
export function importsPage(
  drawing: Drawing,
  { runs, own, names, zone, mappings }: Listed,
): string {
  const t = textsOf(drawing)
  return workPage(drawing, {
    heading: t.heading,
    width: 'wide',
    scripts: [IMPORTS_SCRIPT],
    content: [
      html`<p>${t.intro}</p>
<ul>${t.kinds.map((kind) => html`<li>${kind}</li>`)}</ul>
<p><a href="${TEMPLATE}" download>${t.template}</a></p>`,
      own.length > 0
        ? section(
            'own',
            t.waiting,
            html`<ul>${own.map((each) => html`<li><a href="${FILES}/${each.id}${drawing.lang}">${each.fileName}</a>, ${momentInWords(new Date(each.at), zone)}</li>`)}</ul>`,
          )
        : '',
      section('send', t.send, sendForm(drawing, mappings)),
      section(
        'history',
        t.history,
        runs.length === 0
          ? empty(t.noRuns)
          : table(
              t.historyText,
              [
                {
                  ...{ heading: t.columns.file, names: true },
                  cell: ({ id, fileName }) =>
                    html`<a href="${IMPORTS}/${id}${drawing.lang}">${fileName}</a>`,
                },
                {
                  heading: t.columns.when,
                  cell: ({ startedAt }) => momentInWords(startedAt, zone),
                },
                { heading: t.columns.who, cell: ({ actor }) => names.get(actor) ?? t.program },
                { heading: t.columns.state, cell: ({ state }) => t.states[state] },
                { heading: t.columns.rows, figures: true, cell: ({ counts }) => `${counts.rows}` },
                { heading: t.columns.result, cell: ({ counts }) => t.result(counts) },
              ],
              runs,
            ),
      ),
    ],
  })
}

/** With a script; without one the page names the command line. */
function sendForm(drawing: Drawing, mappings: readonly string[]): Piece {
  const t = textsOf(drawing)
  return html`<form data-send="${FILES}" data-part="${PART}" data-wait="${t.uploading}" data-failed="${t.failedUpload}" hidden>
<div class="field"><label for="file">${t.file}</label>
<p class="hint" id="file-hint">${t.fileHint}</p>
<input id="file" type="file" accept=".csv,.json,.ndjson,.jsonl" required aria-describedby="file-hint"></div>
${textField([], { name: 'source', label: t.source, hint: t.sourceHint, maxLength: 60, optional: t.optional })}
${select([], { name: 'mapping', label: t.mapping, hint: t.mappingHint, options: [{ value: '', label: t.ours }, ...mappings.map((value) => ({ value, label: value }))] })}
${button(t.upload)}
<p role="status" data-status></p>
</form>
<div data-without-script><p>${t.noScript}</p></div>
<p><code>scripts/import-directory FILE --dry-run</code></p>
<p class="hint">${t.commandHint}</p>`
}

/** A file that was sent: how far it is read, and what would happen. */
export function uploadPage(drawing: Drawing, upload: Upload): string {
  const t = textsOf(drawing)
  const { id, state, fileName, percent, counts, found = {}, findings = [] } = upload
  const at = `${FILES}/${id}`
  const busy = state === 'sent' || state === 'reading' || state === 'taking'
  const forget = press(`${at}/end${drawing.lang}`, t.discard, { tone: 'quiet' })
  return workPage(drawing, {
    heading: t.dryHeading(fileName),
    scripts: busy ? [IMPORTS_SCRIPT] : [],
    width: 'wide',
    content: [
      html`<p><a href="${IMPORTS}${drawing.lang}">${t.back}</a></p>`,
      busy ? atWork(drawing, state === 'taking' ? 'running' : 'reading', percent) : '',
      state === 'failed'
        ? html`${box('alarm', html`<p>${t.failed}</p>${upload.problem ? html`<p>${said(drawing, upload.problem, upload.problemFr)}</p>` : ''}`)}${forget}`
        : '',
      ...(state === 'read' && counts
        ? [
            box('calm', t.nothingYet),
            countsOf(drawing, counts, ['rows', 'refused', 'doubtful', 'withoutNeeds', 'hidden']),
            findingsPart(
              drawing,
              foundInOrder(found).map((each) => ({
                ...each,
                first: findings.filter(
                  ({ kind, done }) => kind === each.kind && done === each.done,
                ),
              })),
            ),
            section(
              'take',
              t.takeIn,
              html`<p>${t.takeInText}</p>`,
              press(`${at}/taking${drawing.lang}`, t.takeIn),
              forget,
            ),
          ]
        : []),
    ],
  })
}

type Group = {
  kind: Finding['kind']
  done: Finding['done']
  count: number
  first: Pick<Finding, 'place' | 'says' | 'saysFr'>[]
}

/** What a run did, and what it found. */
export function runPage(
  drawing: Drawing,
  { run, groups }: { run: ImportRun; groups: readonly Group[] },
): string {
  const t = textsOf(drawing)
  const { state, percent, counts } = run
  const next = [
    [WORK, t.work],
    ['/staff/directory/duplicates', t.duplicates],
    ['/staff/directory/terms', t.terms],
  ]
  return workPage(drawing, {
    heading: t.runHeading(run.fileName),
    scripts: state === 'running' ? [IMPORTS_SCRIPT] : [],
    width: 'wide',
    content: [
      html`<p><a href="${IMPORTS}${drawing.lang}">${t.back}</a></p>`,
      state === 'running' ? atWork(drawing, 'running', percent) : '',
      state === 'stopped' ? box('warning', t.stopped) : '',
      state === 'failed' ? box('alarm', t.failed) : '',
      countsOf(drawing, counts, Object.keys(t.counts) as (keyof ImportCounts)[]),
      findingsPart(drawing, groups),
      html`<ul>${next.map(([href, text]) => html`<li><a href="${href!}${drawing.lang}">${text!}</a></li>`)}</ul>`,
    ],
  })
}

function atWork(drawing: Drawing, state: 'running' | 'reading', percent: number): Piece {
  const t = textsOf(drawing)
  return html`<div data-at-work>${progress(percent, 100, `${t.states[state]}: ${t.progress(percent)}`)}</div>
<p><a href="${drawing.path}${drawing.lang}">${t.reload}</a></p>`
}

function countsOf(drawing: Drawing, counts: ImportCounts, names: (keyof ImportCounts)[]): Piece {
  const t = textsOf(drawing)
  return facts(...names.map((name) => row(t.counts[name], `${counts[name]}`)))
}

function findingsPart(drawing: Drawing, groups: readonly Group[]): Piece {
  const t = textsOf(drawing)
  const { language } = drawing
  const french = language === 'fr'
  if (groups.length === 0) return box('good', t.noFindings)
  return section(
    'findings',
    t.findings,
    html`<p>${t.findingsText}</p>`,
    ...groups.map(({ kind, done, count, first }) =>
      more(
        `${FINDING_KINDS[kind][language]}, ${DONE[done][language]} (${count})`,
        html`${table(
          t.shown({ shown: first.length, count }),
          [
            {
              heading: t.where,
              names: true,
              cell: ({ place }) => (french ? placeInFrench(place) : place),
            },
            { heading: t.what, cell: ({ says, saysFr }) => said(drawing, says, saysFr) },
          ],
          first,
        )}`,
      ),
    ),
  )
}

/** In the reader's language; what is there in English only says so. */
function said({ language }: Drawing, en: string, fr: string | undefined): Piece {
  if (language === 'fr') return fr ? html`${fr}` : html`<span lang="en">${en}</span>`
  return html`${en}`
}
