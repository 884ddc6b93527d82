import express, { type RequestHandler } from 'express';
import { MAX_BODY_BYTES } from '../domain/limits.ts';
import { refuse } from './problems.ts';

/** Lets only application/json in UTF-8 pass. */
const requireJson: RequestHandler = (req, res, next) => {
  if (isJson(req.headers['content-type'] ?? '')) next();
  else refuse(res, 'unsupported_media_type');
};

function isJson(contentType: string): boolean {
  const [type, ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((text) => text.startsWith('charset='));
  return (
    type?.trim() === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
  );
}

/** As `requireJson`, for a request whose body may be left out. */
const requireJsonIfAny: RequestHandler = (req, res, next) => {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = req.headers;
  if (encoding === undefined && Number(length) === 0) next();
  else requireJson(req, res, next);
};

const bytes = express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });

/** The body's bytes, within the limit. */
export const jsonBytes: RequestHandler[] = [requireJson, bytes];

/** The same; a request without a body passes, whatever it says of its type. */
export const jsonBytesIfAny: RequestHandler[] = [requireJsonIfAny, bytes];
