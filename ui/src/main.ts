import './tokens.css';
import './base.css';

import { showOnHost } from '$host';
import { mount, unmount } from 'svelte';

import App from './App.svelte';
import { replaceBrowserDefaults } from './state/browser_defaults';
import { composePage } from './state/page.svelte';

replaceBrowserDefaults(document);

const isMac = /Mac/.test(navigator.userAgent);
const target = document.getElementById('page');
if (target !== null) {
  showOnHost((host) => {
    const app = mount(App, { target, props: { page: composePage(host, isMac) } });
    return () => void unmount(app);
  });
}
