// Draws what the list of matches says: it reads the list, and knows nothing that does not stand there.
const L = globalThis.L
const list = () => document.getElementById('results')
const map = globalThis.outlineMap({ minZoom: 2 }, (provinces) => {
  for (const { id, label } of provinces) word(id, 'province-name', [label[1], label[0]]).addTo(map)
})

if (map) {
  map.setView([56, -96], 3)
  const marks = L.layerGroup().addTo(map)
  const draw = () => show(map, marks)
  document.addEventListener('htmx:after:swap', draw)
  draw()
}

/** Where several lie at one place, their numbers stand together. A hidden one is its region's name. */
function show(map, marks) {
  marks.clearLayers()
  const at = new Map()
  const { personLat, personLng } = list().dataset
  if (personLat) at.set('person', { lat: +personLat, lng: +personLng, person: true })
  for (const item of list().querySelectorAll('[data-lat]')) {
    const { lat, lng, number = '', region = '' } = item.dataset
    const key = region ? `region ${region}` : `${lat} ${lng}`
    const found = at.get(key) ?? { lat: +lat, lng: +lng, numbers: [], region }
    if (number) found.numbers.push(number)
    at.set(key, found)
  }
  for (const { lat, lng, numbers, region, person } of at.values()) {
    const where = [lat, lng]
    if (person) {
      L.circleMarker(where, { className: 'person', radius: 9, interactive: false }).addTo(marks)
    } else if (region) word(`${numbers.join(', ')} · ${region}`, 'region', where).addTo(marks)
    else word(numbers.join(', '), 'pin', where).addTo(marks)
  }
  const points = [...at.values()].map(({ lat, lng }) => [lat, lng])
  if (points.length > 0)
    map.fitBounds(L.latLngBounds(points).pad(0.3), { maxZoom: 8, animate: false })
}

function word(text, className, where) {
  const html = document.createElement('span')
  html.textContent = text
  return L.marker(where, {
    icon: L.divIcon({ html, className, iconSize: null }),
    interactive: false,
    keyboard: false,
  })
}
