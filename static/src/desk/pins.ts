import { called, t } from '../i18n';
import type { Pin } from '../map/cluster';
import { ago, minutes } from '../time';
import type { CameraCard, CrewCard, IncidentCard } from '../wire';
import { cameraWord, crewWord, measure, priorityLabel } from '../words';
import type { Desk } from './desk';
import { groupOf, isFree } from './order';

/** A crew's position older than this is drawn hollow: it is not where the map says. */
const CREW_FRESH_MS = 60_000;

/** What stands on the map now, by the layers that are switched on. */
export function pins(desk: Desk): Pin[] {
  const { board, layers } = desk;
  if (!board) return [];
  const shown: Pin[] = [];
  if (layers.has('cameras')) for (const camera of board.cameras.values()) shown.push(cameraPin(desk, camera));
  if (layers.has('crews')) {
    const etas = new Map(ranked(desk).map((crew) => [crew.crew_id, crew.eta_s]));
    for (const crew of board.crews.values()) {
      const pin = crewPin(desk, crew, etas.get(crew.id) ?? null);
      if (pin) shown.push(pin);
    }
  }
  if (layers.has('incidents')) {
    for (const group of desk.groups) {
      if (group.name === 'held') continue;
      for (const card of group.items) shown.push(incidentPin(desk, card));
    }
  }
  const { incident, place } = desk;
  if (place) shown.push(placePin(place));
  if (desk.selected?.kind === 'sensor') {
    const sensor = desk.details.sensor(desk.selected.id).value;
    if (sensor) shown.push(placePin({ lon: sensor.lon, lat: sensor.lat, title: sensor.name || sensor.key }));
  }
  if (incident && !shown.some((pin) => pin.selected)) shown.push(incidentPin(desk, incident));
  return shown;
}

export function ranked(desk: Desk) {
  const { incident } = desk;
  return incident && isFree(incident)
    ? (desk.details.recommendation(incident.id).value?.ranked.slice(0, 3) ?? [])
    : [];
}

const on = (desk: Desk, kind: string, id: number) => desk.selected?.kind === kind && desk.selected.id === id;

function incidentPin(desk: Desk, card: IncidentCard): Pin {
  const selected = on(desk, 'incident', card.id);
  const alarm = selected ? desk.alarmsOf(card.id).find((one) => one.value !== null) : undefined;
  return {
    kind: 'incident',
    id: card.id,
    lon: card.lon,
    lat: card.lat,
    level: card.priority ?? 0,
    held: groupOf(card) !== 'free',
    icon: desk.category(card.category)?.icon ?? 'pin',
    title: `${priorityLabel(card.priority)}: ${called(card)}, ${card.place}`,
    selected,
    ...(selected
      ? { label: [card.place, measure(alarm?.value, alarm?.unit)].filter(Boolean).join(' · ') }
      : {}),
  };
}

function crewPin(desk: Desk, crew: CrewCard, eta: number | null): Pin | null {
  if (crew.lon === null || crew.lat === null || crew.status === 'off') return null;
  const selected = on(desk, 'crew', crew.id);
  const old = !crew.position_at || Date.now() - Date.parse(crew.position_at) > CREW_FRESH_MS;
  return {
    kind: 'crew',
    id: crew.id,
    lon: crew.lon,
    lat: crew.lat,
    level: 0,
    held: false,
    quiet: old,
    icon: 'crew',
    title: `${crew.code}: ${crewWord(crew.status)}, ${crew.position_at ? t('vị trí %(age)s trước', { age: ago(crew.position_at) }) : t('chưa có vị trí')}`,
    selected,
    ...(eta !== null ? { label: `${crew.code} · ${minutes(eta)}` } : selected ? { label: crew.code } : {}),
  };
}

function cameraPin(desk: Desk, camera: CameraCard): Pin {
  const fine = camera.state === 'online' || camera.state === 'masked';
  return {
    kind: 'camera',
    id: camera.id,
    lon: camera.lon,
    lat: camera.lat,
    level: fine ? 0 : 2,
    held: false,
    icon: 'camera',
    title: `${camera.name}: ${cameraWord(camera.state)}`,
    selected: on(desk, 'camera', camera.id),
  };
}

const placePin = (place: { lon: number; lat: number; title: string }): Pin => ({
  ...place,
  kind: 'place',
  id: 0,
  level: 0,
  held: false,
  icon: 'pin',
  label: place.title,
});
