import type { Page } from 'playwright-core'
import { inPage } from './judge.ts'

/** What no font of this machine has would be drawn as a box. `known`: what was drawn before; grows. */
export async function missingGlyphs(page: Page, known: Set<string>): Promise<string[]> {
  const text = await inPage<string>(page, TEXT)
  // Marks are drawn with what stands before them, and what has no shape of its own is left out.
  const all = new Set([...text].filter((each) => /[^\p{C}\p{Z}\p{M}]/u.test(each)))
  const fresh = [...all].filter((each) => !known.has(each))
  for (const each of fresh) known.add(each)
  const missing = await inPage<string[]>(page, drawn(fresh))
  const broken = [...new Set(text.match(/\uFFFD|\{\w+\}|undefined|\[object/g) ?? [])]
  return [
    ...missing.map((each) => `no font has ${each} (U+${each.codePointAt(0)!.toString(16)})`),
    ...broken.map((each) => `broken text: ${each}`),
  ]
}

/** Language and direction of the page, and that its heading begins where lines begin. */
export async function misdirected(page: Page, lang: string, rtl: boolean): Promise<string[]> {
  const found = await inPage<{ lang: string; direction: string; start: number }>(page, DIRECTION)
  return [
    ...(found.lang === lang ? [] : [`lang=${found.lang}`]),
    ...(found.direction === (rtl ? 'rtl' : 'ltr') ? [] : [`direction ${found.direction}`]),
    ...(found.start < 2 ? [] : [`its heading begins ${found.start} pixels away from the edge`]),
  ]
}

/** All that is read on a page, also what lists and fields hold. */
const TEXT = `const of = (selector, read) => [...document.querySelectorAll(selector)].map(read).join('')
  return document.body.innerText + of('option', (x) => x.label) + of('[aria-label]', (x) => x.ariaLabel)`

/** Which of them look as what is not assigned to any character looks. */
const drawn = (characters: string[]) => `const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 48
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  pen.font = '24px ' + getComputedStyle(document.body).fontFamily
  const draw = (text) => {
    pen.clearRect(0, 0, 48, 48)
    pen.fillText(text, 8, 32)
    return pen.getImageData(0, 0, 48, 48).data.join()
  }
  const box = draw('\\u0378')
  return ${JSON.stringify(characters)}.filter((each) => draw(each) === box)`

const DIRECTION = `const rtl = getComputedStyle(document.documentElement).direction === 'rtl'
  const heading = [...document.querySelectorAll('main h1, main legend')].find((node) => node.checkVisibility())
  const range = document.createRange()
  range.selectNodeContents(heading)
  const text = range.getClientRects()[0]
  const column = heading.getBoundingClientRect()
  const start = rtl ? column.right - text.right : text.left - column.left
  return { lang: document.documentElement.lang, direction: rtl ? 'rtl' : 'ltr', start: Math.round(Math.abs(start)) }`
