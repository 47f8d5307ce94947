import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  LineLayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import { fontFaces } from './fonts';
import type { Palette } from './palette';

export interface Look {
  /** Line weights and labels are multiplied by this: 1 at a desk, 1.7 on the wall. */
  scale: number;
  labels: boolean;
  buildings: boolean;
}

export interface Sources {
  /** Address of the local pmtiles, or null when the city has none. */
  basemap: string | null;
  wards: string | null;
}

const kind = (...kinds: string[]): FilterSpecification =>
  ['in', ['get', 'kind'], ['literal', kinds]] as FilterSpecification;

const MAIN = kind('highway', 'major_road');
const MINOR = kind('minor_road', 'other');
const GREEN = kind(
  'park',
  'garden',
  'grass',
  'forest',
  'wood',
  'recreation_ground',
  'nature_reserve',
  'cemetery',
  'pitch',
  'meadow',
);

/** Land, water darker than land (or bluer on paper), roads by weight, ward borders dashed. No POIs, no shields. */
export function cityStyle(color: Palette, look: Look, sources: Sources): StyleSpecification {
  return {
    version: 8,
    'font-faces': fontFaces(),
    sources: {
      ...(sources.basemap ? { base: { type: 'vector', url: `pmtiles://${sources.basemap}` } } : {}),
      ...(sources.wards ? { wards: { type: 'geojson', data: sources.wards } } : {}),
    },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': color('map-land') } },
      ...(sources.basemap ? ground(color, look) : []),
      ...(sources.basemap ? roads(color, look) : []),
      ...(sources.wards ? [wardLines(color, look, sources.basemap === null)] : []),
      ...(sources.basemap && look.labels ? labels(color, look) : []),
    ],
  };
}

const weight = (look: Look, at12: number, at14: number, at17: number): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.6],
  ['zoom'],
  12,
  at12 * look.scale,
  14,
  at14 * look.scale,
  17,
  at17 * look.scale,
];

function ground(color: Palette, look: Look): LayerSpecification[] {
  const base = { source: 'base' } as const;
  const layers: LayerSpecification[] = [
    {
      ...base,
      id: 'green',
      type: 'fill',
      'source-layer': 'landuse',
      filter: GREEN,
      paint: { 'fill-color': color('map-green') },
    },
    {
      ...base,
      id: 'water',
      type: 'fill',
      'source-layer': 'water',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': color('map-water') },
    },
    {
      ...base,
      id: 'canals',
      type: 'line',
      'source-layer': 'water',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': color('map-water-line'), 'line-width': weight(look, 0.5, 1.5, 4) },
    },
  ];
  if (!look.buildings) return layers;
  const paint = { 'fill-color': color('map-block') };
  return [
    ...layers,
    { ...base, id: 'blocks', type: 'fill', 'source-layer': 'buildings', minzoom: 13.5, paint },
  ];
}

function roads(color: Palette, look: Look): LayerSpecification[] {
  const road = (
    id: string,
    filter: FilterSpecification,
    name: string,
    width: ExpressionSpecification,
  ): LineLayerSpecification => ({
    id,
    type: 'line',
    source: 'base',
    'source-layer': 'roads',
    filter,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': color(name), 'line-width': width },
  });
  return [
    {
      id: 'rail',
      type: 'line',
      source: 'base',
      'source-layer': 'roads',
      filter: kind('rail'),
      paint: { 'line-color': color('map-rail'), 'line-width': look.scale, 'line-dasharray': [4, 3] },
    },
    { ...road('minor', MINOR, 'map-road-3', weight(look, 0.3, 1, 7)), minzoom: 12 },
    road('case', MAIN, 'map-case', weight(look, 2.2, 5.5, 18)),
    road('main', MAIN, 'map-road-1', weight(look, 1.2, 3.6, 14)),
  ];
}

/** Without a base map the ward borders are the map: drawn solid and stronger. */
function wardLines(color: Palette, look: Look, alone: boolean): LineLayerSpecification {
  return {
    id: 'wards',
    type: 'line',
    source: 'wards',
    paint: {
      'line-color': color(alone ? 'line-strong' : 'map-ward'),
      'line-width': (alone ? 1.5 : 1.25) * look.scale,
      ...(alone ? {} : { 'line-dasharray': [5, 3] }),
    },
  };
}

function labels(color: Palette, look: Look): LayerSpecification[] {
  const halo = { 'text-halo-color': color('map-halo'), 'text-halo-width': 1.5 };
  return [
    {
      id: 'water-names',
      type: 'symbol',
      source: 'base',
      'source-layer': 'water',
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line',
        'text-field': ['get', 'name'],
        'text-font': ['italic'],
        'text-size': 13 * look.scale,
        'symbol-spacing': 500,
      },
      paint: { 'text-color': color('map-river'), ...halo },
    },
    {
      id: 'road-names',
      type: 'symbol',
      source: 'base',
      'source-layer': 'roads',
      minzoom: 13.5,
      filter: ['step', ['zoom'], MAIN, 15.5, ['any', MAIN, MINOR]] as unknown as FilterSpecification,
      layout: {
        'symbol-placement': 'line',
        'text-field': ['get', 'name'],
        'text-font': ['regular'],
        'text-size': 11 * look.scale,
        'symbol-spacing': 360,
      },
      paint: { 'text-color': color('map-label'), ...halo },
    },
  ];
}
