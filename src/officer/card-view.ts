import { html } from '@remix-run/html-template'
import { formatPhone } from '../directory/phones.ts'
import { frameTexts } from '../locales/frame.ts'
import { officerTexts } from '../locales/officer.ts'
import type { Drawing } from '../staff/layout.ts'
import { buttonLink } from '../web/controls.ts'
import { frame } from '../web/frame.ts'
import type { Handover } from './handover.ts'
import { type Desk, hotlineOf, officerPage, PATHS } from './kit.ts'

type Carried = Pick<Handover, 'id' | 'reference' | 'province'>

/** A number and a reference, in both languages, and no word of what they are for. */
export function cardPage(
  drawing: Drawing,
  desk: Desk,
  { id, reference, province }: Carried,
): string {
  const { t, language, label, lang } = drawing
  const { card } = officerTexts(language)
  const phone = hotlineOf(desk, province)!
  return frame({
    ...{ language, label, title: label, home: `/staff${lang}` },
    texts: { ...frameTexts(language), languages: t.languages },
    styles: [desk.assets['card.css']],
    main: [
      html`<h1 class="on-screen">${card.heading}</h1>`,
      html`<p class="on-screen">${card.write}</p>`,
      html`<div class="card">${(['en', 'fr'] as const).map(
        (each) => html`<p lang="${each}">${officerTexts(each).card.say}</p>`,
      )}
<p class="figures">${formatPhone(phone)}</p>
<p class="figures">${reference}</p></div>`,
      html`<p class="on-screen">${buttonLink(`${PATHS.form}/${id}${lang}`, card.back, 'quiet')}</p>`,
    ],
  })
}

/** It is not safe to carry anything. */
export function noCardPage(drawing: Drawing, desk: Desk, { id, reference }: Carried): string {
  const { card } = officerTexts(drawing.language)
  return officerPage(drawing, desk, {
    heading: card.not,
    title: reference,
    content: [
      html`<p>${card.notText}</p>`,
      buttonLink(`${PATHS.form}/${id}${drawing.lang}`, card.back, 'quiet'),
    ],
  })
}
