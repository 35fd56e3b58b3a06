import { html } from '@remix-run/html-template'
import type { PointDetails } from '../directory/store.ts'
import { type DuplicatePair, takeable } from '../hsds/duplicates.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, hidden } from '../web/controls.ts'
import { empty, more, pagination, section, table, tag } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { compared, fieldsOf, type Reader } from './duplicates-fields.ts'
import { nameIn, POINTS, workPage } from './worklist-kit.ts'

export const DUPLICATES = '/staff/directory/duplicates'

type Shown = {
  pairs: readonly DuplicatePair[]
  reader: Reader
  errors: readonly FieldError[]
  /** Where the next page begins. */
  next?: number | undefined
}

/** Pairs that may be one, side by side, and what an editor says of each. */
export function duplicatesPage(drawing: Drawing, { pairs, reader, errors, next }: Shown): string {
  const t = reader.t.duplicates
  return workPage(drawing, {
    heading: t.heading,
    width: 'wide',
    errors,
    content: [
      html`<p>${t.intro}</p>`,
      pairs.length === 0 ? empty(t.none) : '',
      ...pairs.map((pair) => pairPart(drawing, pair, reader)),
      next === undefined
        ? ''
        : pagination(t.heading, {
            after: {
              href: `${DUPLICATES}?${new URLSearchParams({ from: `${next}`, ...langOf(drawing) })}`,
              text: t.more,
            },
          }),
    ],
  })
}

function pairPart(drawing: Drawing, pair: DuplicatePair, reader: Reader): Piece {
  const t = reader.t.duplicates
  const { language } = drawing
  const { a, b, sameName, samePhone, km } = pair
  const [left, right] = [fieldsOf(reader, a), fieldsOf(reader, b)]
  const { differs, same } = compared(left, right)
  const id = `pair-${a.id.slice(-6)}${b.id.slice(-6)}`
  const rows = (names: readonly string[], caption: string) =>
    table(
      caption,
      [
        { heading: t.field, names: true, cell: (name) => reader.t.fields[name] ?? name },
        { heading: t.first, cell: (name) => left.get(name)! },
        { heading: t.second, cell: (name) => right.get(name)! },
      ],
      names,
    )
  const to = `${DUPLICATES}${drawing.lang}`
  return section(
    id,
    t.pair({ a: nameIn(language, a), b: nameIn(language, b) }),
    html`<p>${sameName ? html`${tag(t.sameName)} ` : ''}${samePhone ? html`${tag(t.samePhone)} ` : ''}${km === null ? '' : tag(t.apart(km))}</p>
<p>${t.first}${t.colon} ${linkTo(drawing, a)}. ${t.second}${t.colon} ${linkTo(drawing, b)}.</p>`,
    differs.length > 0 ? rows(differs, t.differs) : html`<p>${t.nothingDiffers}</p>`,
    more(t.same, rows(same, t.same)),
    html`<form method="post" action="${to}">
${hidden('a', a.id)}${hidden('b', b.id)}${hidden('verdict', 'different')}
${button(t.different, { tone: 'quiet', about: id })}
</form>`,
    keepPart(drawing, pair, { keep: a, other: b, reader, to }),
    keepPart(drawing, pair, { keep: b, other: a, reader, to }),
  )
}

const linkTo = ({ language, lang }: Drawing, point: PointDetails): Piece =>
  html`<a href="${POINTS}/${point.id}${lang}">${nameIn(language, point)}</a>`

type Kept = { keep: PointDetails; other: PointDetails; reader: Reader; to: string }

/** One stays, and takes over what only the other says. */
function keepPart(drawing: Drawing, { a, b }: DuplicatePair, kept: Kept): Piece {
  const { keep, other, reader, to } = kept
  const t = reader.t.duplicates
  const which = keep.id === a.id ? t.first : t.second
  const stands =
    other.hidden && !keep.hidden
      ? t.cannotKeep.hidden_stays
      : other.status === 'partner' && keep.status !== 'partner'
        ? t.cannotKeep.partner_stays
        : undefined
  const theirs = fieldsOf(reader, other)
  const offered = Object.keys(takeable(keep, other)).map((name) => ({
    value: name,
    label: `${reader.t.fields[name] ?? name}`,
    hint: plain(theirs.get(name)),
  }))
  const take =
    offered.length > 0
      ? html`<fieldset class="field"><legend>${t.take}</legend>${offered.map(
          ({ value, label, hint }, i) => {
            const field = `take-${keep.id.slice(-6)}${other.id.slice(-6)}-${i}`
            return html`<label class="choice" for="${field}"><input type="checkbox" id="${field}" name="take" value="${value}"> <span>${label}${hint ? html`<span class="hint">${hint}</span>` : ''}</span></label>\n`
          },
        )}</fieldset>`
      : ''
  return more(
    `${which}${t.colon} ${t.keepHeading(nameIn(drawing.language, keep))}`,
    stands
      ? html`<p>${stands}</p>`
      : html`<form method="post" action="${to}">
${hidden('a', a.id)}${hidden('b', b.id)}${hidden('verdict', 'merge')}${hidden('keep', keep.id)}
<p>${t.keepText}</p>
${take}
${button(t.keep)}
</form>`,
  )
}

const plain = (piece: Piece | undefined): string => (typeof piece === 'string' ? piece : '')

const langOf = ({ lang, language }: Drawing): Record<string, string> =>
  lang ? { lang: language } : {}
