import { defineConfig } from 'vite';

/** A page of its own, for whoever has a browser with a GPU; libraries that expect CommonJS are bundled when they are first asked for. */
export default defineConfig({
  root: import.meta.dirname,
  build: { outDir: '../.cache/web', emptyOutDir: true, target: 'es2023' },
});
