// The first minute by keyboard: a long list of boxes is one stop of the tab key, letters jump in it and
// arrows move. Without this script each box is a stop of its own. The list of matches is htmx's work.
const JUMP_WITHIN = 800

for (const list of document.querySelectorAll('[data-jump]')) {
  const boxes = [...list.querySelectorAll('input')]
  const stop = (at) => {
    for (const box of boxes) box.tabIndex = box === at ? 0 : -1
  }
  stop(boxes[0])
  list.querySelector('[data-jump-hint]')?.removeAttribute('hidden')
  let typed = ''
  let last = 0
  list.addEventListener('focusin', ({ target }) => boxes.includes(target) && stop(target))
  list.addEventListener('keydown', (event) => {
    const at = boxes.indexOf(event.target)
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    if (step) {
      event.preventDefault()
      boxes[(at + step + boxes.length) % boxes.length].focus()
      return
    }
    if (event.key.length !== 1 || event.key === ' ') return
    event.preventDefault()
    typed = event.timeStamp - last < JUMP_WITHIN ? typed + event.key : event.key
    last = event.timeStamp
    const from = typed.length === 1 ? at + 1 : at
    const found = [...boxes.slice(from), ...boxes.slice(0, from)].find((box) =>
      plain(box.closest('label').textContent).includes(plain(typed)),
    )
    found?.focus()
  })
}

/** Each word begins after a space; accents and case do not matter. */
function plain(text) {
  const letters = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return ` ${letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()}`
}

// A connection that went, or a session that ended: said beside the matches, and what is typed stays.
const lost = document.getElementById('lost')
const form = document.getElementById('call')
function say(why) {
  if (!lost) return
  lost.hidden = why === undefined
  if (why) lost.textContent = lost.dataset[why]
}
document.addEventListener('htmx:error', ({ detail }) => {
  if (detail.error?.name !== 'AbortError') say('lost')
})
document.addEventListener('htmx:response:error', () => say('lost'))
document.addEventListener('htmx:before:swap', (event) => {
  if (!event.detail.ctx?.response?.raw?.redirected) return
  event.preventDefault()
  say('out')
})
document.addEventListener('htmx:after:swap', () => say())
addEventListener('online', () => form?.dispatchEvent(new Event('input', { bubbles: true })))

// Enter in a field goes to the list instead of sending the first button; Ctrl+Enter goes to consent, and
// from there, once they agreed, makes the referral.
form?.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault()
    const send = form.querySelector('[data-send] button')
    const agreed = form.querySelector('[name="agreed"]:checked')
    if (agreed && event.target.closest('.go-on')) form.requestSubmit(send)
    else document.getElementById('agreed')?.focus()
  } else if (!event.target.closest('button, textarea, a, summary')) {
    event.preventDefault()
    document.querySelector('#results h2')?.focus()
  }
})

// Loaded again, the page finds what was typed.
document.addEventListener('htmx:after:swap', () => {
  const at = new URL(location.href)
  if (at.searchParams.has('draft') || !form) return
  at.searchParams.set('draft', form.elements.namedItem('draft').value)
  history.replaceState(null, '', at.pathname === '/console/new' ? at : `/console/new${at.search}`)
})
