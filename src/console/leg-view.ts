import { html } from '@remix-run/html-template'
import { type Need, needs } from '../directory/needs.ts'
import { formatPhone } from '../directory/phones.ts'
import { routingTexts } from '../locales/routing.ts'
import { mayEver } from '../protection/may.ts'
import { REFUSALS } from '../routing/answer.ts'
import { OUTCOMES } from '../routing/outcome.ts'
import { COMPLETIONS, type TaskKind } from '../routing/task-kinds.ts'
import { button, hidden, press, select, textField } from '../web/controls.ts'
import { countdown, more, phoneLink, table, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { meeting } from './meeting-view.ts'
import { optionsOf } from './pick.ts'
import type { LegView } from './referral-data.ts'
import type { Seen } from './referral-view.ts'
import { tellSection } from './said-view.ts'
import { nameIn } from './search.ts'
import { talk } from './talk-view.ts'

type OfferView = LegView['offers'][number]
type TaskView = LegView['tasks'][number]

/** A part of what is needed: what is next, what a human has to do, who was asked, and what can be done. */
export function legSection(leg: LegView, nth: number, seen: Seen): Piece {
  const { t, language, now } = seen
  const { stages } = routingTexts(language)
  const id = `part-${nth + 1}`
  const held = leg.offers.find(({ state }) => state === 'accepted')
  const words = leg.needs.map((need) => needs[need as Need][language]).join(', ')
  const over = leg.stage === 'closed'
  return html`<section class="leg" aria-labelledby="${id}">
<h2 id="${id}">${t.part(words)} ${tag(stages[leg.stage], TONES[leg.stage] ?? 'calm')}</h2>
<p class="due">${leg.next[language]}${leg.nextAt ? html` ${countdown(language, new Date(leg.nextAt), now)}` : ''}</p>
${leg.tasks.map((task) => taskForm(task, seen))}
${held && leg.state === 'accepted' ? confirmation(held, seen) : ''}
${held ? tellSection(held, seen) : ''}
${meeting(leg, seen)}
${held && ['confirmed', 'connected', 'accepted'].includes(leg.state) ? outcome(leg, seen) : ''}
${offers(leg, seen)}
${held && seen.data.threads.has(held.id) ? talk(held, seen) : ''}
${over || seen.data.state !== 'open' || leg.state !== 'open' ? '' : chooser(leg, seen)}
</section>`
}

const TONES: Record<string, 'good' | 'warning'> = {
  ...{ confirmed: 'good', connected: 'good' },
  ...{ screening: 'warning', accepted: 'warning' },
}

function taskForm(task: TaskView, seen: Seen): Piece {
  const { t, language, now, actor, data, lang } = seen
  const { tasks: says } = t
  const { id, owner, todo, why, dueAt, kind } = task
  const mine = owner === actor.id
  return html`<div class="box warning task" data-task="${id}">
<h3 id="todo-${id}">${todo[language]}</h3>
<p>${why ? `${why[language]} ` : ''}${dueAt ? html`${t.due} ${countdown(language, new Date(dueAt), now)}. ` : ''}${owner ? (mine ? says.mine : says.of(data.names.get(owner) ?? says.somebody)) : ''}</p>
${numbers(task, seen)}
${mine ? '' : press(`/console/tasks/${id}/claim${lang}`, says.take, { about: `todo-${id}`, fields: { back: data.id }, tone: owner ? 'quiet' : 'plain' })}
${mine || !owner ? completion(task, kind as TaskKind, seen) : ''}
</div>`
}

function numbers({ call, lines }: TaskView, { t, language }: Seen): Piece {
  if (call.length + lines.length === 0) return ''
  return more(
    t.tasks.call,
    html`<ul>${call.map(
      ({ name, phones }) =>
        html`<li>${name[language]}${t.colon} ${phones.map(({ number }) => html`${phoneLink(number, formatPhone(number))} `)}</li>`,
    )}${lines.map(({ name, phone }) => html`<li>${name}${t.colon} ${phoneLink(phone, formatPhone(phone))}</li>`)}</ul>`,
  )
}

function completion({ id }: TaskView, kind: TaskKind, seen: Seen): Piece {
  const { t, at, data, lang, actor } = seen
  if (kind === 'renewal' && mayEver(actor, 'referral.renew'))
    return press(`${at}/renewal${lang}`, t.renew)
  const { tasks: says } = t
  const outcomes = COMPLETIONS[kind] ?? ['done']
  const field = (name: 'agency' | 'at' | 'number') =>
    textField([], { name, id: `${name}-${id}`, label: says[name], maxLength: 120 })
  return html`<form method="post" action="/console/tasks/${id}/completion${lang}">
${hidden('back', data.id)}
${kind === 'minor_report' ? html`<div class="row">${field('agency')}${field('at')}${field('number')}</div>` : ''}
${textField([], { name: 'note', id: `note-${id}`, label: says.note, required: false, maxLength: 2000 })}
<div class="actions">${outcomes.map((value) => button(says.outcomes[value] ?? value, { name: 'outcome', value, tone: value === 'refuse' || value === 'drop' ? 'danger' : 'quiet' }))}</div>
</form>`
}

/** Only to a number of the directory, on a call that goes out. */
function confirmation(
  { id, servicePoint }: OfferView,
  { t, at, lang, data, language }: Seen,
): Piece {
  const { confirm } = t
  const phones = data.points.get(servicePoint.id)?.phones ?? []
  return html`<div class="box warning"><h3>${confirm.heading}${t.colon} ${servicePoint.name[language]}</h3>
<p>${confirm.lead}</p>
${
  phones.length === 0
    ? html`<p>${confirm.noNumber}</p>`
    : html`<p>${phones.map(({ number, extension }) => html`${phoneLink(number, formatPhone(number))}${extension ? ` (${extension})` : ''} `)}</p>
${press(`${at}/offers/${id}/confirmation${lang}`, confirm.button)}`
}
</div>`
}

function outcome({ id, state }: LegView, { t, at, lang }: Seen): Piece {
  const { outcome: says } = t
  // Nobody arrives before a yes is confirmed, or twice.
  const fit = OUTCOMES.filter((code) => code !== 'arrived' || state === 'confirmed')
  return html`<form method="post" action="${at}/legs/${id}/outcome${lang}" class="line">
${select([], { name: 'outcome', id: `outcome-${id}`, label: says.heading, options: optionsOf(fit, (code) => says.outcomes[code]) })}
${button(says.button, { tone: state === 'confirmed' ? 'plain' : 'quiet' })}
</form>`
}

function offers(leg: LegView, seen: Seen): Piece {
  const { t, language, now, data, clock } = seen
  const { offers: says, messages } = t
  if (leg.offers.length === 0) return html`<p class="hint">${says.none}</p>`
  const { refusals, why } = routingTexts(language)
  const reason = ({ reason }: OfferView) =>
    reason
      ? `${t.colon} ${(refusals as Record<string, string>)[reason] ?? why[reason] ?? reason}`
      : ''
  const state = (offer: OfferView) =>
    offer.state === 'accepted' && ['confirmed', 'connected'].includes(leg.state)
      ? says.confirmed
      : (says.states[offer.state] ?? offer.state)
  const delivery = ({ id }: OfferView): Piece =>
    html`<ul class="plain">${(data.deliveries.get(id) ?? []).map(
      ({ channel, state }) =>
        html`<li>${messages.channels[channel] ?? channel}${t.colon} ${messages.states[state] ?? state}</li>`,
    )}</ul>`
  return html`${table<OfferView>(
    says.caption,
    [
      { heading: says.name, names: true, cell: ({ servicePoint }) => servicePoint.name[language] },
      { heading: says.state, cell: (offer) => `${state(offer)}${reason(offer)}` },
      { heading: says.delivery, cell: delivery },
      { heading: says.made, cell: ({ madeAt }) => clock(madeAt) },
      {
        heading: says.until,
        cell: ({ state, answerBy }) =>
          state === 'open' && answerBy ? countdown(language, new Date(answerBy), now) : '',
      },
    ],
    leg.offers,
    ({ id }) => `offer-${id}`,
  )}
${leg.offers.filter(({ state }) => state === 'open').map((offer) => phoned(offer, leg, seen))}`
}

/** They answered an operator who had them on the telephone; perhaps to a part of it only. */
function phoned({ id, servicePoint }: OfferView, { needs: asked }: LegView, seen: Seen): Piece {
  const { t, at, lang, language } = seen
  const { phoned: says, parts } = t
  const { refusals } = routingTexts(language)
  const part = (need: string, i: number) =>
    html`<label class="pill" for="part-${id}-${i}"><input type="checkbox" id="part-${id}-${i}" name="need" value="${need}" checked> <span>${needs[need as Need][language]}</span></label>`
  return more(
    `${says.heading}${t.colon} ${servicePoint.name[language]}`,
    html`<form method="post" action="${at}/offers/${id}/acceptance${lang}">
${
  asked.length > 1
    ? html`${hidden('parts', 'yes')}<fieldset class="pick"><legend>${parts.legend}</legend><p class="hint">${parts.hint}</p><div class="pills">${asked.map(part)}</div></fieldset>`
    : ''
}
<div class="actions">${button(says.yes, { about: `offer-${id}` })}</div>
</form>
<form method="post" action="${at}/offers/${id}/refusal${lang}" class="line">
${select([], { name: 'reason', id: `why-${id}`, label: says.why, options: optionsOf(REFUSALS, (code) => (refusals as Record<string, string>)[code]) })}
${button(says.no, { tone: 'quiet', about: `offer-${id}` })}
</form>`,
  )
}

/** By name; a rule is set aside by naming it with a reason. */
function chooser({ id }: LegView, { t, at, lang, extra, language }: Seen): Piece {
  const { choose: says } = t
  const action = `${at}/legs/${id}/offers${lang}`
  const asked = extra?.choose?.legId === id ? extra.choose : undefined
  const find = html`<form method="post" action="${action}" class="line">
${textField([], { name: 'name', id: `name-${id}`, label: says.name, value: asked?.name ?? '', maxLength: 120 })}
${button(says.find, { tone: 'quiet' })}
</form>`
  const points = asked?.points ?? []
  const found = html`<form method="post" action="${action}" class="found">
<p>${says.several}</p>
<fieldset class="group"><legend>${says.override}</legend>
<div class="pills">${Object.entries(says.rules).map(([code, label]) => html`<label class="pill" for="rule-${code}"><input type="checkbox" id="rule-${code}" name="rule" value="${code}"> <span>${label}</span></label>`)}</div>
${textField([], { name: 'reason', id: 'rule-reason', label: says.reason, required: false, maxLength: 500 })}
</fieldset>
<div class="actions">${points.map((point) => button(says.offer(nameIn(point, language)), { name: 'service_point', value: point.id }))}</div>
</form>`
  if (!asked) return more(says.heading, find)
  return html`<h3>${says.heading}</h3>${find}${points.length > 0 ? found : html`<p>${says.none}</p>`}`
}
