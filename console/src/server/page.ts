import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { askForToken } from './login.ts';
import type { Session } from './session.ts';

const folder = fileURLToPath(new URL('../../dist', import.meta.url));

/** The page as Vite built it. Every address that is not a file is one of the page's own. */
export function servePage(app: Express, session: Session): void {
  // The form that asks for the token is all that a stranger sees.
  app.get('/login.css', (_req, res) => res.sendFile('login.css', { root: folder }));
  app.use((req, res, next) => {
    if (req.path.startsWith('/api/') || session.isGranted(req.headers.cookie)) return next();
    askForToken(res);
  });
  app.use(
    '/assets',
    express.static(`${folder}/assets`, {
      fallthrough: false,
      cacheControl: false,
      // Their names change with their content.
      setHeaders: (res) => res.setHeader('Cache-Control', 'private, max-age=31536000, immutable'),
    }),
  );
  app.get(/^\/(?!api\/)/, (_req, res) => res.sendFile('index.html', { root: folder, cacheControl: false }));
}
