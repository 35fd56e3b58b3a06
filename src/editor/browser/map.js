// Shows one place on the outline of the country; in the form it places it. The text fields always suffice.
const L = globalThis.L
const box = document.getElementById('map')
const pair = (text) => text?.split(' ').map(Number)

// Drawn far beyond its edges, so that nothing is cut off when the page grows.
const map = globalThis.outlineMap({ minZoom: 3, renderer: L?.svg({ padding: 2 }) })

if (map) {
  const at = pair(box.dataset.at)
  const near = at ?? pair(box.dataset.near)
  map.setView(near ?? [56, -96], near ? 7 : 3)
  const pin = L.divIcon({ className: 'place-pin', iconSize: [28, 28] })
  if (box.dataset.places) place(map, pin, at)
  else L.marker(at, { icon: pin, interactive: false, keyboard: false }).addTo(map)
}

/** A click, or arrow keys on the marker, write the fields; what is typed there moves the marker. */
function place(map, pin, at) {
  for (const hint of document.querySelectorAll('.map-hint')) hint.hidden = false
  const fields = ['lat', 'lng'].map((name) => document.getElementById(name))
  const status = document.getElementById('placed')
  const marker = L.marker(at ?? map.getCenter(), { icon: pin, keyboard: true, draggable: true })
  marker.addTo(map)
  const element = marker.getElement()
  element.setAttribute('role', 'application')
  element.setAttribute('aria-label', box.dataset.marker)
  const unset = (none) => element.classList.toggle('unset', none)
  unset(!at)

  const write = ({ lat, lng }) => {
    const values = [lat, lng].map((value) => String(Math.round(value * 1e4) / 1e4))
    fields.forEach((field, i) => {
      field.value = values[i]
    })
    unset(false)
    fields[1].dispatchEvent(new Event('input', { bubbles: true }))
    const [said] = [box.dataset.placed]
    status.textContent = said.replace('{lat}', values[0]).replace('{lng}', values[1])
  }
  const move = (where) => {
    marker.setLatLng(where)
    write(marker.getLatLng().wrap())
  }
  map.on('click', ({ latlng }) => move(latlng))
  marker.on('dragend', () => write(marker.getLatLng().wrap()))
  element.addEventListener('keydown', (event) => {
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[
      event.key
    ]
    if (event.key === '+' || event.key === '=') map.zoomIn()
    else if (event.key === '-') map.zoomOut()
    else if (step) {
      const far = event.shiftKey ? 40 : 4
      const from = map.latLngToContainerPoint(marker.getLatLng())
      const to = from.add([step[0] * far, step[1] * far])
      move(map.containerPointToLatLng(to))
      if (!map.getBounds().contains(marker.getLatLng())) map.panTo(marker.getLatLng())
    } else return
    event.preventDefault()
  })
  for (const field of fields)
    field.addEventListener('change', () => {
      const [lat, lng] = fields.map(({ value }) =>
        value.trim() === '' ? Number.NaN : Number(value),
      )
      const fits = Math.abs(lat) <= 90 && Math.abs(lng) <= 180
      unset(!fits)
      if (!fits) return
      marker.setLatLng([lat, lng])
      map.panTo([lat, lng])
    })
  document.getElementById('clear-position').addEventListener('click', () => {
    for (const field of fields) field.value = ''
    unset(true)
    status.textContent = ''
    fields[0].dispatchEvent(new Event('input', { bubbles: true }))
  })
}
