import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';
import { openApiDocument } from './openapi.ts';
import { problems } from './problems.ts';

describe('the OpenAPI document', () => {
  const document = openApiDocument();
  const text = JSON.stringify(document);

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(text));
    expect(result.errors ?? []).to.deep.equal([]);
    expect(result.valid).to.equal(true);
    expect(validator.version).to.equal('3.1');
  });

  it('names every problem with its status', () => {
    const described = Object.values(document.paths ?? {})
      .flatMap((operations) => Object.values(operations as Record<string, { responses: object }>))
      .map(({ responses }) => responses);
    const everywhere = [...described, document.components?.responses ?? {}];
    for (const [code, { status }] of Object.entries(problems)) {
      const places = everywhere.filter((responses) => JSON.stringify(responses).includes(`\`${code}\``));
      expect(places, code).not.to.deep.equal([]);
      const byStatus = places.filter((responses) => String(status) in responses || code in responses);
      expect(byStatus, `${code} under ${status}`).not.to.deep.equal([]);
    }
  });

  it('names every status of POST /api/v1/bookings', () => {
    const responses = document.paths?.['/api/v1/bookings']?.post?.responses ?? {};
    expect(Object.keys(responses)).to.have.members(['202', '400', '409', '413', '415', '500', '503']);
  });

  it('names every status of POST /api/v1/bookings/{bookingId}/cancellation', () => {
    const path = '/api/v1/bookings/{bookingId}/cancellation';
    const { responses = {}, requestBody } = document.paths?.[path]?.post ?? {};
    expect(Object.keys(responses)).to.have.members(['202', '400', '404', '409', '413', '415', '500', '503']);
    expect(requestBody).to.include({ required: false });
  });

  it('describes the body that validation takes', () => {
    const { BookingRequest } = document.components?.schemas ?? {};
    expect(BookingRequest).to.deep.include({ type: 'object', additionalProperties: false });
    const properties = (BookingRequest as { properties: Record<string, object> }).properties;
    expect(properties.amount).to.include({ type: 'number', minimum: 0 });
    expect(properties.checkInDate).to.include({ type: 'string', format: 'date' });
    expect(properties.bookingId).to.have.property('pattern');
  });

  describe('is served', () => {
    let gateway: GatewayUnderTest;
    before(async () => {
      gateway = await GatewayUnderTest.start({}, new MemoryEdges());
    });
    after(() => gateway.stop());

    it('at /openapi.json', async () => {
      expect((await gateway.request('/openapi.json')).body).to.deep.equal(JSON.parse(text));
    });

    it('with a page at /docs that needs nothing from elsewhere', async () => {
      const page = await (await fetch(`${gateway.origin}/docs`)).text();
      const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
      expect(sources).to.have.length(3);
      for (const source of sources) {
        const response = await fetch(gateway.origin + source);
        expect(response.status, source).to.equal(200);
        expect((await response.text()).length, source).to.be.greaterThan(50);
      }
    });
  });
});
