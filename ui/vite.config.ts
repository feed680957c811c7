import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const pathTo = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The fake build (`--mode fake`) needs no shell: it is for page tests, screenshots and work on the page.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  base: './',
  resolve: {
    alias: { $host: pathTo(mode === 'fake' ? './src/ipc/fake.ts' : './src/ipc/tauri.ts') },
    ...(mode === 'test' ? { conditions: ['browser'] } : {}),
  },
  build: {
    outDir: mode === 'fake' ? 'dist-fake' : 'dist',
    target: ['es2022', 'safari16.4', 'chrome111'],
    // The content security policy allows files only, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true },
  // A busy machine is slow; only what hangs is stopped.
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], testTimeout: 60_000 },
}));
