// The map under the pages of staff, for the script after this one: the outline of the provinces, in the element `map`.
const L = globalThis.L

/** A Leaflet map without a view yet, or nothing where there is none; `named` is called with the provinces once they are drawn. */
globalThis.outlineMap = (options, named = () => {}) => {
  const box = document.getElementById('map')
  if (!box || !L) return
  box.hidden = false
  const map = L.map(box, {
    ...{ keyboard: false, zoomSnap: 0.25, attributionControl: false },
    ...options,
  })
  map.zoomControl.remove()
  L.control.zoom({ zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map)
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { crossOrigin: true }).addTo(map)
  new ResizeObserver(() => map.invalidateSize()).observe(box)
  draw(map, box.dataset.outline).then(named)
  return map
}

async function draw(map, url) {
  const answer = await fetch(url)
  if (!answer.ok) return []
  const { provinces, lakes } = await answer.json()
  const shape = (rings, className) =>
    L.polygon(rings.map(degrees), { className, interactive: false }).addTo(map).bringToBack()
  for (const ring of lakes) shape([ring], 'lake')
  for (const { rings } of provinces) shape(rings, 'province')
  return provinces
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
