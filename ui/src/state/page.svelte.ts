// Puts the page's controllers together and hands them to the components.
import { getContext, setContext } from 'svelte';

import type { Host } from '../ipc/host';
import { Clock } from './clock.svelte';
import { Deeds } from './deeds.svelte';
import { Desk } from './desk.svelte';
import { Labels } from './labels.svelte';
import { readPlace, writePlace } from './place';
import { RoleDeeds } from './role_deeds.svelte';
import { RoleList } from './role_list.svelte';
import { Stage } from './stage.svelte';
import { Toasts } from './toasts.svelte';
import { Today } from './today.svelte';

export type Page = {
  host: Host;
  clock: Clock;
  desk: Desk;
  list: RoleList;
  stage: Stage;
  toasts: Toasts;
  deeds: Deeds;
  roles: RoleDeeds;
  labels: Labels;
  today: Today;
  mac: boolean;
};

const key = Symbol('page');

export function composePage(host: Host, mac: boolean): Page {
  const clock = new Clock(host.now);
  const desk = new Desk(host);
  const list = new RoleList(desk);
  const toasts = new Toasts(host.now);
  const stage = new Stage();
  const roles = new RoleDeeds(desk, list, stage, toasts);
  const deeds = new Deeds(desk, list, stage, toasts, roles);
  const labels = new Labels(desk, list, toasts);
  return { host, clock, desk, list, stage, toasts, deeds, roles, labels, today: new Today(desk), mac };
}

/** Goes back to where the person was, then begins to follow the host; the returned function ends it. */
export async function openPage({ host, deeds, desk, list, stage }: Page): Promise<() => void> {
  const kept = await desk.answerOf(() => host.place());
  const place = kept.status === 'ok' ? readPlace(kept.data) : null;
  if (place !== null) {
    stage.place = place.place;
    stage.chooseDetails(place.details);
    list.restore(place);
    place.told.forEach((key) => deeds.told.keep(key));
  }
  const closes = await Promise.all([
    host.onRoomWanted((room) => stage.go(room === 'roles' ? 'list' : room)),
    desk.open(),
  ]);
  return () => closes.forEach((close) => close());
}

/** Where the person is, as the host keeps it. */
export function placeOfPage({ deeds, list, stage }: Page): string {
  return writePlace({
    place: stage.place,
    room: list.room,
    query: list.query,
    filters: list.filters,
    selected: list.selectedKey,
    top: list.top,
    details: stage.detailsChosen,
    told: deeds.told.kept,
  });
}

export const providePage = (page: Page): Page => setContext(key, page);
export const usePage = (): Page => getContext<Page>(key);
