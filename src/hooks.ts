import { readSms } from './answers/sms.ts'
import type { Hooks } from './delivery/hooks.ts'
import { routingHooks } from './routing/delivery-hooks.ts'

/** What delivery tells the rest of the program: outcomes go to routing, replies to answers. */
export const hooksOf = (): Hooks => ({ ...routingHooks, replied: readSms })
