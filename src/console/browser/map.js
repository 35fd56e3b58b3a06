// Draws what the list of matches says: it reads the list, and knows nothing that does not stand there.
const L = globalThis.L
const box = document.getElementById('map')
const list = () => document.getElementById('results')

if (box && L) {
  box.hidden = false
  const map = L.map(box, { keyboard: false, zoomSnap: 0.25, attributionControl: false, minZoom: 2 })
  map.zoomControl.remove()
  L.control.zoom({ zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map)
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { crossOrigin: true }).addTo(map)
  map.setView([56, -96], 3)
  const marks = L.layerGroup().addTo(map)
  outline(map)
  const draw = () => show(map, marks)
  document.addEventListener('htmx:after:swap', draw)
  new ResizeObserver(() => map.invalidateSize()).observe(box)
  draw()
}

async function outline(map) {
  const answer = await fetch(box.dataset.outline)
  if (!answer.ok) return
  const { provinces, lakes } = await answer.json()
  const shape = (rings, className) =>
    L.polygon(rings.map(degrees), { className, interactive: false }).addTo(map).bringToBack()
  for (const ring of lakes) shape([ring], 'lake')
  for (const { rings } of provinces) shape(rings, 'province')
  for (const { id, label } of provinces) word(id, 'province-name', [label[1], label[0]]).addTo(map)
}

/** Hundredths of a degree, longitude and latitude in turn, each as the step from the one before. */
function degrees(ring) {
  const points = []
  let [lng, lat] = [0, 0]
  for (let i = 0; i < ring.length; i += 2) {
    lng += ring[i]
    lat += ring[i + 1]
    points.push([lat / 100, lng / 100])
  }
  return points
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
