import type { SafeHtml } from '@remix-run/html-template'

/** A part of a page. A string is text and is escaped; nothing is `''`. */
export type Piece = SafeHtml | string

/** What is wrong with a field; `field` is its id, left out for the form as a whole. */
export type FieldError = { field?: string; text: string }
