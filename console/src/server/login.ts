import express, { type Express, type Response } from 'express';
import type { Session } from './session.ts';

const MAX_BODY = '2kb';

const page = (message: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>WanderLuxe console</title>
    <link rel="stylesheet" href="/login.css">
  </head>
  <body>
    <main>
      <h1>WanderLuxe console</h1>
      <p>${message}</p>
      <form method="post" action="/login">
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
        <button>Open the console</button>
      </form>
      <p><code>./wanderluxe status</code> prints the address with the token in it.</p>
    </main>
  </body>
</html>
`;

const ASK = 'This page shows bookings, money and failures. It needs the token of the console.';
const WRONG = 'That is not the token of this console. It changes with every start.';

const refuse = (res: Response, message: string): void => {
  res.status(401).type('html').send(page(message));
};

/** Lets in whoever brings the token, in the address or in the form, and moves it into a cookie. */
export function serveLogin(app: Express, session: Session): void {
  const letIn = (res: Response, token: unknown) => {
    if (typeof token !== 'string' || !session.isToken(token)) return refuse(res, WRONG);
    res.set('Set-Cookie', session.grant()).redirect(303, '/');
  };
  app.post('/login', express.urlencoded({ extended: false, limit: MAX_BODY }), (req, res) =>
    letIn(res, req.body?.token),
  );
  app.get('/', (req, res, next) => {
    if (req.query.token !== undefined) return letIn(res, req.query.token);
    next();
  });
}

/** For a browser that asks for a page: the form instead of a problem document. */
export const askForToken = (res: Response): void => refuse(res, ASK);
