// The two ceremonies with a passkey. Where the browser cannot do them, the page stays as it was.
const known = window.PublicKeyCredential
if (known?.parseRequestOptionsFromJSON && known.prototype.toJSON) {
  for (const element of document.querySelectorAll('[data-no-passkey]')) element.hidden = true
  for (const element of document.querySelectorAll('[data-passkey-form]')) element.hidden = false
  for (const button of document.querySelectorAll('[data-passkey]')) {
    button.hidden = false
    button.addEventListener('click', () => run(button))
  }
}

async function run(button) {
  const status = button.parentElement.querySelector('[data-passkey-status]')
  const { passkey, wait, failed, next } = button.dataset
  button.disabled = true
  status.textContent = wait
  try {
    await (passkey === 'register' ? register() : signIn())
    location.assign(withLanguage(next ?? '/staff/security'))
  } catch {
    status.textContent = failed
    button.disabled = false
    button.focus()
  }
}

async function signIn() {
  const options = await post('/sign-in/passkey/options')
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const credential = await navigator.credentials.get({ publicKey })
  await post('/sign-in/passkey', { response: credential.toJSON() })
}

async function register() {
  const name = document.querySelector('#name').value
  const options = await post('/staff/security/passkeys/options')
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const credential = await navigator.credentials.create({ publicKey })
  await post('/staff/security/passkeys', { response: credential.toJSON(), name })
}

async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(String(answer.status))
  return answer.status === 204 ? undefined : answer.json()
}

/** `next` is a path that our own page wrote; the language goes along if it was chosen here. */
function withLanguage(path) {
  const lang = new URLSearchParams(location.search).get('lang')
  return lang ? `${path}?${new URLSearchParams({ lang })}` : path
}
