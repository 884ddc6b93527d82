import { expect } from 'chai';
import { z } from 'zod';
import { ProblemError } from './problem.ts';
import { clientFault, valid } from './requests.ts';

const withStatus = (status: number) => Object.assign(new Error('broken'), { status });

describe('valid', () => {
  const schema = z.object({ id: z.string(), page: z.object({ limit: z.number() }) });

  it('gives back what the schema makes of the input', () => {
    expect(valid(schema, { id: 'a', page: { limit: 1 } })).to.deep.equal({ id: 'a', page: { limit: 1 } });
  });

  it('names every fault by its field', () => {
    const refuse = () => valid(schema, { id: 1, page: {} });
    expect(refuse).to.throw(ProblemError).with.nested.property('problem.status', 400);
    expect(refuse).to.throw(ProblemError).with.nested.property('problem.errors[0].field', 'id');
    expect(refuse).to.throw(ProblemError).with.nested.property('problem.errors[1].field', 'page.limit');
  });
});

describe('clientFault', () => {
  it('is a problem for what the client did', () => {
    expect(clientFault(withStatus(400))).to.include({
      status: 400,
      code: 'unreadable_request',
      detail: 'broken',
    });
    expect(clientFault(withStatus(413))).to.include({ status: 413, code: 'body_too_large' });
  });

  for (const error of [withStatus(500), withStatus(399), new Error('no status'), 'text', undefined]) {
    it(`is none for ${error instanceof Error ? `${error.message} ${'status' in error ? error.status : ''}` : error}`, () => {
      expect(clientFault(error)).to.equal(undefined);
    });
  }
});
