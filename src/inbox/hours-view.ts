import { html } from '@remix-run/html-template'
import { openState } from '../directory/hours.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Drawing } from '../staff/layout.ts'
import { hoursInWords } from '../upkeep/hours-view.ts'
import { section, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { textsOf } from './kit.ts'

/** When they are open, as the directory has it, day by day. */
export function hoursSection(
  drawing: Drawing,
  { hours, zone }: Pick<PointDetails, 'hours' | 'zone'>,
  now: Date,
): Piece {
  const t = textsOf(drawing).hours
  const state = openState(hours, zone, now)
  return section(
    'hours',
    html`${t.heading} ${tag(t.now[state], state === 'open' ? 'good' : 'calm')}`,
    hoursInWords(drawing, { hours, zone }, now),
  )
}
