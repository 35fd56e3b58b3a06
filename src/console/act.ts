import type { FastifyRequest } from 'fastify'
import { invalid } from '../platform/errors.ts'
import type { Action } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import type { Form } from './form.ts'
import type { Extra } from './referral-view.ts'

export type OfReferral = FastifyRequest<{ Params: { id: string; part?: string } }>

/** What an act brings to read, or where it leads; nothing: back to the referral's page. */
export type Act = (
  turn: Turn,
  form: Form,
  request: OfReferral,
) => Promise<Extra | { to: string } | undefined>

/** Says what is done at a path below a referral, and what it takes. */
export type On = (path: string, name: Action, act: Act) => void

export const missing = (field: string) => invalid([{ pointer: `/${field}`, detail: 'is needed' }])
