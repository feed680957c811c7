// Puts the page's controllers together and hands them to the components.
import { getContext, setContext } from 'svelte';

import type { Host } from '../ipc/host';
import { Clock } from './clock.svelte';
import { Deeds } from './deeds.svelte';
import { Desk } from './desk.svelte';
import { RoleList } from './role_list.svelte';
import { Stage } from './stage.svelte';
import { Toasts } from './toasts.svelte';

export type Page = {
  host: Host;
  clock: Clock;
  desk: Desk;
  list: RoleList;
  stage: Stage;
  toasts: Toasts;
  deeds: Deeds;
  mac: boolean;
};

const key = Symbol('page');

export function composePage(host: Host, mac: boolean): Page {
  const clock = new Clock(host.now);
  const desk = new Desk(host);
  const list = new RoleList(desk);
  const toasts = new Toasts(host.now);
  return { host, clock, desk, list, stage: new Stage(), toasts, deeds: new Deeds(desk, list, toasts), mac };
}

export const providePage = (page: Page): Page => setContext(key, page);
export const usePage = (): Page => getContext<Page>(key);
