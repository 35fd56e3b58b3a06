// Keeps a page of the console up to date: htmx fetches it again when the server says that something
// changed. Countdowns run, a lost connection is said, and who wants it hears what is new.
const live = document.getElementById('live')
const page = () => document.querySelector('[data-now]')
let skew = Date.parse(page()?.dataset.now ?? '') - Date.now() || 0
let source
let lost

/** Every half minute in any case: a line that went dead without a word is found out. */
const LOOK_EVERY = 30_000
const TRY_AGAIN = 3_000

function listen() {
  const line = new EventSource('/v1/live')
  source = line
  line.onopen = () => say('on')
  line.addEventListener('changed', look)
  line.onerror = () => {
    say('lost')
    if (line.readyState !== EventSource.CLOSED) return
    setTimeout(() => rest() || listen(), TRY_AGAIN)
  }
}

// Looking by itself must not keep somebody signed in who has left: after half an hour without a hand on
// this page it rests, says so, and is heard once more.
const RESTS_AFTER = 29 * 60_000
let touched = Date.now()
function rest() {
  if (Date.now() - touched < RESTS_AFTER) return false
  if (source) {
    source.close()
    source = undefined
    if (audio) ring()
    say('idle')
  }
  return true
}

let looking
function look() {
  clearTimeout(looking)
  looking = setTimeout(() => {
    if (!source) return
    if (isAtWork()) return say('held')
    page()?.dispatchEvent(new Event('look'))
  }, 150)
}

/** Nothing changes under the hands of somebody who writes or chooses. */
function isAtWork() {
  const part = page()
  const at = document.activeElement
  const writes = part?.contains(at) && at.matches('input, select, textarea')
  return Boolean(writes || part?.querySelector('details[open]'))
}

function say(state) {
  const was = lost
  lost = state === 'lost'
  if (!live) return
  live.hidden = false
  live.classList.toggle('lost', lost || state === 'idle')
  live.classList.toggle('held', state === 'held')
  const text = live.dataset[state]
  if (live.firstElementChild.textContent !== text) live.firstElementChild.textContent = text
  // What changed meanwhile.
  if (was && !lost) look()
}

// Signed out: the server led to the sign-in, which is no part of this page. It leads back here.
document.addEventListener('htmx:before:swap', (event) => {
  if (!event.detail.ctx?.response?.raw?.redirected) return
  event.preventDefault()
  location.reload()
})
document.addEventListener('htmx:error', ({ target }) => {
  if (target === page()) say('lost')
})
document.addEventListener('htmx:response:error', () => say('lost'))
document.addEventListener('htmx:after:swap', () => {
  const now = page()?.dataset.now
  if (now) skew = Date.parse(now) - Date.now()
  if (source?.readyState === EventSource.OPEN) say('on')
  count()
  badge()
  hear()
})

/** The number beside the board in the header stands outside of what is fetched again. */
function badge() {
  const waiting = page()?.dataset.waiting
  const way = document.querySelector('.ways [aria-current]')
  if (waiting === undefined || !way) return
  way.querySelector('.count')?.remove()
  if (waiting === '0') return
  const number = document.createElement('span')
  number.className = 'count'
  number.textContent = waiting
  way.append(' ', number)
}

// Countdowns, as src/web/display.ts writes them
const STEPS = [
  ['second', 1, 120],
  ['minute', 60, 120 * 60],
  ['hour', 3600, 48 * 3600],
  ['day', 86_400, Number.POSITIVE_INFINITY],
]
function count() {
  for (const time of document.querySelectorAll('time[data-until]')) {
    const seconds = Math.round((Date.parse(time.dataset.until) - Date.now() - skew) / 1000)
    const [unit, size] = STEPS.find(([, , below]) => Math.abs(seconds) < below)
    const words = new Intl.RelativeTimeFormat(time.dataset.language, { numeric: 'always' })
    const text = words.format(Math.trunc(seconds / size), unit)
    if (time.textContent !== text) time.textContent = text
    time.classList.toggle('alarm', seconds < 0)
    time.classList.toggle('warning', seconds >= 0 && seconds < 120)
    time.classList.toggle('calm', seconds >= 120)
  }
}

// The sound: two short tones for each task that was not there before
const button = document.getElementById('sound')
let audio
const tasks = () =>
  new Set([...document.querySelectorAll('[data-task]')].map((x) => x.dataset.task))
let known = tasks()
function hear() {
  const now = tasks()
  const fresh = [...now].some((id) => !known.has(id))
  known = now
  if (fresh && audio) ring()
}
function ring() {
  for (const [i, pitch] of [660, 880].entries()) {
    const tone = audio.createOscillator()
    const loudness = audio.createGain()
    tone.frequency.value = pitch
    loudness.gain.setValueAtTime(0.0001, audio.currentTime + i * 0.2)
    loudness.gain.exponentialRampToValueAtTime(0.2, audio.currentTime + i * 0.2 + 0.02)
    loudness.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + i * 0.2 + 0.18)
    tone.connect(loudness).connect(audio.destination)
    tone.start(audio.currentTime + i * 0.2)
    tone.stop(audio.currentTime + i * 0.2 + 0.2)
  }
}
if (button && 'AudioContext' in window) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const on = !audio
    if (on) {
      audio = new AudioContext()
      ring()
    } else {
      await audio.close()
      audio = undefined
    }
    button.setAttribute('aria-pressed', String(on))
  })
}

setInterval(count, 1000)
setInterval(() => rest() || look(), LOOK_EVERY)
for (const touch of ['pointerdown', 'keydown', 'wheel'])
  addEventListener(
    touch,
    () => {
      touched = Date.now()
    },
    { passive: true },
  )
if (page()) listen()
addEventListener('pagehide', () => source?.close())
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})
