import { ar } from './public.ar.ts'
import { en, type Plural, type PublicTexts } from './public.en.ts'
import { es } from './public.es.ts'
import { fa } from './public.fa.ts'
import { fr } from './public.fr.ts'
import { hi } from './public.hi.ts'
import { hu } from './public.hu.ts'
import { ko } from './public.ko.ts'
import { pa } from './public.pa.ts'
import { pt } from './public.pt.ts'
import { ro } from './public.ro.ts'
import { ru } from './public.ru.ts'
import { th } from './public.th.ts'
import { tl } from './public.tl.ts'
import { uk } from './public.uk.ts'
import { ur } from './public.ur.ts'
import { vi } from './public.vi.ts'
import { zhHans } from './public.zh-Hans.ts'
import { zhHant } from './public.zh-Hant.ts'

export type { Plural, PublicTexts }

/**
 * Every language of the person's pages, in the order in which they are offered, by its own name. A new
 * one is a file `public.<code>.ts` and a line here; `checked: true` there takes the small line away.
 * Inuktitut and Cree have their place here as soon as their speakers have written them.
 */
export const PUBLIC = {
  en: { name: 'English', texts: en },
  fr: { name: 'Français', texts: fr },
  es: { name: 'Español', texts: es },
  'zh-Hans': { name: '简体中文', texts: zhHans },
  'zh-Hant': { name: '繁體中文', texts: zhHant },
  pa: { name: 'ਪੰਜਾਬੀ', texts: pa },
  tl: { name: 'Tagalog', texts: tl },
  ar: { name: 'العربية', rtl: true, texts: ar },
  fa: { name: 'فارسی', rtl: true, texts: fa },
  hi: { name: 'हिन्दी', texts: hi },
  ur: { name: 'اردو', rtl: true, texts: ur },
  th: { name: 'ไทย', texts: th },
  hu: { name: 'Magyar', texts: hu },
  ro: { name: 'Română', texts: ro },
  ru: { name: 'Русский', texts: ru },
  uk: { name: 'Українська', texts: uk },
  vi: { name: 'Tiếng Việt', texts: vi },
  ko: { name: '한국어', texts: ko },
  pt: { name: 'Português', texts: pt },
} satisfies Record<string, { name: string; rtl?: true; texts: PublicTexts }>

/** BCP 47; as it stands in the path. */
export type PublicLanguage = keyof typeof PUBLIC
export const PUBLIC_CODES = Object.keys(PUBLIC) as PublicLanguage[]

/** The language that a path names, if there are pages in it. */
export const publicLanguage = (code: string): PublicLanguage | undefined =>
  Object.hasOwn(PUBLIC, code) ? (code as PublicLanguage) : undefined

/** Puts values where a text has `{name}`. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** The form of a text that a number needs in a language. */
export const counted = (language: string, text: Plural, n: number): string =>
  fill(text[new Intl.PluralRules(language).select(n)] ?? text.other, {
    n: new Intl.NumberFormat(language).format(n),
  })
