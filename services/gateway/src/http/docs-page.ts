import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Express, RequestHandler } from 'express';
import { onlyMethods } from './faults.ts';

const assetFolder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js'];

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>WanderLuxe bookings API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true });\n`;

/** The API's document and a page to read and try it, both without a network. */
export function serveDocs(app: Express, document: object): void {
  const text = JSON.stringify(document);
  const serve = (path: string, handler: RequestHandler) =>
    app.route(path).get(handler).all(onlyMethods('GET', 'HEAD'));
  serve('/openapi.json', (_req, res) => void res.type('application/json').send(text));
  serve('/docs', (_req, res) => void res.type('html').send(page));
  serve('/docs/start.js', (_req, res) => void res.type('js').send(start));
  for (const asset of assets) {
    serve(`/docs/${asset}`, (_req, res) => res.sendFile(asset, { root: assetFolder }));
  }
}
