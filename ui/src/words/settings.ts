// The settings.
export const settings = {
  title: 'Settings',
  back: 'Back to the list',
  appearance: 'Appearance',
  appearances: { system: 'System', light: 'Light', dark: 'Dark' },
  region: 'Console region',
  regionHelp: 'Where a console opens unless you choose a destination.',
  regionDefault: 'The portal’s region',
  clipboard: 'Clear copied credentials after',
  clipboardUnit: 'seconds',
  clipboardHelp: 'If they are still in the clipboard. Between 5 and 300.',
  production: 'Production accounts',
  productionHelp:
    'One pattern a line, such as *-prod or 111122223333. Matching accounts carry a strong colour everywhere.',
  portals: 'Portals',
  noPortals: 'No portal yet.',
  add: 'Add a portal',
  remove: 'Remove…',
  removeLabel: (name: string) => `Remove ${name}`,
  version: (version: string) => `Rolecall ${version}`,
};
