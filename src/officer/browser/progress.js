// Keeps a handover's page up to date when the server says that something changed, and every half minute.
// Without this, one presses "Look again".
const live = document.getElementById('live')
const part = () => document.getElementById('progress')
const LOOK_EVERY = 30_000
const TRY_AGAIN = 3_000
/** Looking by itself must not keep somebody signed in who has left. */
const RESTS_AFTER = 29 * 60_000
let touched = Date.now()
let source

function listen() {
  source = new EventSource('/v1/live')
  source.onopen = () => say('live')
  source.addEventListener('changed', soon)
  source.onerror = () => {
    say('lost')
    if (source?.readyState === EventSource.CLOSED) setTimeout(() => rest() || listen(), TRY_AGAIN)
  }
}

function rest() {
  if (Date.now() - touched < RESTS_AFTER) return false
  source?.close()
  source = undefined
  say('idle')
  return true
}

let waits
function soon() {
  clearTimeout(waits)
  waits = setTimeout(look, 500)
}

async function look() {
  try {
    const answer = await fetch(location.href)
    // Signed out: the server leads to the sign-in, and back.
    if (answer.redirected) return location.reload()
    if (!answer.ok) return say('lost')
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const now = next.getElementById('progress')
    if (now && now.innerHTML !== part().innerHTML) part().replaceChildren(...now.childNodes)
    if (source?.readyState === EventSource.OPEN) say('live')
  } catch {
    say('lost')
  }
}

function say(what) {
  live.hidden = false
  if (live.textContent !== live.dataset[what]) live.textContent = live.dataset[what]
}

for (const touch of ['pointerdown', 'keydown', 'scroll'])
  addEventListener(
    touch,
    () => {
      touched = Date.now()
    },
    { passive: true },
  )
document.addEventListener('visibilitychange', () => document.hidden || rest() || look())
setInterval(() => document.hidden || rest() || look(), LOOK_EVERY)
addEventListener('pagehide', () => source?.close())
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
listen()
