import { approvalTexts } from '../locales/approvals.ts'
import { consoleTexts } from '../locales/console.ts'
import { editorTexts } from '../locales/editor.ts'
import { workTexts } from '../locales/editor-work.ts'
import { inboxTexts } from '../locales/inbox.ts'
import { libraryTexts } from '../locales/library.ts'
import { listTexts } from '../locales/lists.ts'
import type { Language } from '../locales/locale.ts'
import { officerTexts } from '../locales/officer.ts'
import { peopleTexts } from '../locales/people.ts'
import { recordTexts } from '../locales/record.ts'
import { reportingTexts } from '../locales/reporting.ts'
import { tipTexts } from '../locales/tips.ts'
import { upkeepTexts } from '../locales/upkeep.ts'
import type { Action } from '../protection/may.ts'

/** A page on the start page of whoever may ever do what it is for. */
export type HomeLink = { href: string; action: Action; text(language: Language): string }

/** One line for each page; in the order in which they are shown. */
export const HOME_LINKS: readonly HomeLink[] = [
  { href: '/handover', action: 'handover.make', text: (language) => officerTexts(language).home },
  { href: '/inbox', action: 'offer.list', text: (language) => inboxTexts(language).home },
  { href: '/console', action: 'board.read', text: (language) => consoleTexts(language).home },
  {
    ...{ href: '/staff/coverage', action: 'coverage.read' },
    text: (language) => reportingTexts(language).home,
  },
  {
    ...{ href: '/staff/lists', action: 'list.print' },
    text: (language) => listTexts(language).home,
  },
  {
    ...{ href: '/staff/library', action: 'library.read' },
    text: (language) => libraryTexts(language).home,
  },
  {
    ...{ href: '/staff/directory/work', action: 'directory.edit' },
    text: (language) => workTexts(language).home,
  },
  {
    ...{ href: '/staff/corrections', action: 'directory.edit' },
    text: (language) => upkeepTexts(language).corrections.heading,
  },
  {
    ...{ href: '/staff/directory', action: 'directory.read_hidden' },
    text: (language) => editorTexts(language).home,
  },
  {
    href: '/staff/approvals',
    action: 'approval.list',
    text: (language) => approvalTexts(language).title,
  },
  {
    ...{ href: '/staff/people', action: 'people.manage' },
    text: (language) => peopleTexts(language).heading,
  },
  {
    ...{ href: '/staff/tips', action: 'tip.read' },
    text: (language) => tipTexts(language).heading,
  },
  {
    ...{ href: '/staff/record', action: 'record.read' },
    text: (language) => recordTexts(language).heading,
  },
]
