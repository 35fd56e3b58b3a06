// Sends a file part by part, and looks again while the server is at work on one.
const form = document.querySelector('[data-send]')
if (form) {
  form.hidden = false
  for (const each of document.querySelectorAll('[data-without-script]')) each.hidden = true
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send().catch(() => {
      say(form.dataset.failed)
      button().disabled = false
      button().focus()
    })
  })
}
if (document.querySelector('[data-at-work]')) setTimeout(() => location.reload(), 2000)

const button = () => form.querySelector('button')
const say = (text) => {
  form.querySelector('[data-status]').textContent = text
}

async function send() {
  const { send: path, part, wait } = form.dataset
  const [file] = form.querySelector('#file').files
  const source = form.querySelector('#source').value.trim().toLowerCase()
  button().disabled = true
  say(wait)
  const mapping = form.querySelector('#mapping').value
  const named = new URLSearchParams({
    name: file.name,
    source: source.replace(/[^a-z0-9]+/g, '-'),
    mapping,
  })
  const { id } = await (await sent(`${path}?${named}`, { method: 'POST' })).json()
  for (let at = 0; at < file.size; at += Number(part)) {
    const body = file.slice(at, at + Number(part))
    const headers = { 'content-type': 'application/octet-stream' }
    await sent(`${path}/${id}?at=${at}`, { method: 'PUT', headers, body })
    say(`${wait}: ${Math.round((Math.min(at + Number(part), file.size) / file.size) * 100)} %`)
  }
  const next = document.createElement('form')
  next.method = 'post'
  next.action = `${path}/${id}/reading${location.search}`
  document.body.append(next)
  next.submit()
}

async function sent(path, options) {
  const answer = await fetch(path, options)
  if (!answer.ok) throw new Error(String(answer.status))
  return answer
}
