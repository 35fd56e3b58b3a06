// Asks the phone where it is, and the server what that place is called: its name is put into the field,
// where it can be changed. A kilometre is all that leaves the phone. Without this, one writes the place.
const button = document.getElementById('use-position')
const said = document.getElementById('position-said')
const place = document.getElementById('place')

if (button && 'geolocation' in navigator) {
  for (const each of document.querySelectorAll('.with-position')) each.hidden = false
  button.addEventListener('click', () => {
    say('busy')
    navigator.geolocation.getCurrentPosition(name, () => say('failed'), {
      timeout: 15_000,
      maximumAge: 60_000,
    })
  })
}

async function name({ coords: { latitude, longitude } }) {
  try {
    const body = new URLSearchParams({ lat: latitude.toFixed(2), lng: longitude.toFixed(2) })
    const answer = await fetch(button.dataset.to, { method: 'POST', body })
    if (!answer.ok || answer.redirected) return say('failed')
    place.value = (await answer.json()).place
    say('found')
    place.focus()
  } catch {
    say('failed')
  }
}

function say(what) {
  said.textContent = said.dataset[what]
}
