import { expect } from 'chai';
import { openApiDocument } from '../http/openapi.ts';

interface Described {
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
}

const document = openApiDocument();
const routes = Object.entries(document.paths ?? {}).map(([template, operations]) => ({
  pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
  operations: operations as Record<string, Described>,
}));

/** The routes that the document describes may only answer what it says, in the media type that it says. */
export function expectDescribed(method: string, path: string, response: Response): void {
  const [pathname = ''] = path.split('?');
  const operation = routes.find(({ pattern }) => pattern.test(pathname))?.operations[method.toLowerCase()];
  if (!operation) return;
  const described = operation.responses[response.status];
  expect(described, `${method} ${path} answered ${response.status}, which is not described`).to.exist;
  const [mediaType] = (response.headers.get('content-type') ?? '').split(';');
  const types = Object.keys(described?.content ?? {});
  if (types.length > 0) expect(types, `${method} ${path} ${response.status}`).to.include(mediaType);
}
