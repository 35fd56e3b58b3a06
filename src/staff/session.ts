import { eq } from 'drizzle-orm'
import { staff, staffSessions } from '../../db/schema.ts'
import { after, HOUR, later, MINUTE } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { type Transacting, transact } from '../platform/database.ts'
import { type Keys, keyedHash } from '../protection/keys.ts'
import type { Actor, Role } from '../protection/may.ts'

/** ASVS 7.3: signed out after so long without a request, and after so long in any case; milliseconds. */
export const IDLE = 30 * MINUTE
export const ABSOLUTE = 12 * HOUR
/** `seen_at` is written at most so often. */
const SEEN_EVERY = MINUTE

/** `__Host-` keeps the cookie to this host and to https; a browser refuses it on http, where demo runs. */
export const sessionCookie = ({ PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>): string =>
  PUBLIC_URL.startsWith('https:') ? '__Host-causeway' : 'causeway'

/** What is stored of the token in a cookie. */
export const hashedSession = (keys: Keys, token: string): string =>
  keyedHash(keys, 'session', token).toString('base64url')

/** Who has this session; `pending` until a passkey, TOTP or the organization's own sign-in proved it. */
export type SignedIn = { actor: Actor; pending: boolean; staffId: string; language: 'en' | 'fr' }

/** Finds who presents a session cookie, in the database each time: a session that ended is dead at once. */
export function sessionReader(
  services: Transacting & { keys: Keys },
): (token: string) => Promise<SignedIn | undefined> {
  return (token) =>
    transact(services, async (tx, now) => {
      const [found] = await tx
        .select({ session: staffSessions, person: staff })
        .from(staffSessions)
        .innerJoin(staff, eq(staff.id, staffSessions.staffId))
        .where(eq(staffSessions.token, hashedSession(services.keys, token)))
      if (!found) return undefined
      const { session, person } = found
      const ends = [after(session.seenAt, IDLE), after(session.createdAt, ABSOLUTE)]
      if (person.disabledAt || ends.some((end) => end <= now)) return undefined
      if (after(session.seenAt, SEEN_EVERY) <= now) {
        await tx
          .update(staffSessions)
          .set({ seenAt: later(now, session.seenAt) })
          .where(eq(staffSessions.id, session.id))
      }
      return {
        staffId: person.id,
        language: person.language as 'en' | 'fr',
        pending: !session.provedAt,
        actor: {
          id: `staff:${person.id}`,
          role: person.role as Role,
          organizationId: person.organizationId,
          sessionId: session.id,
        },
      }
    })
}
