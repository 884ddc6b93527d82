import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { formatTraceparent, stepOf } from '@wanderluxe/runtime';
import type { RequestHandler } from 'express';
import type { Availabilities } from '../ports.ts';
import { propertyPath, stayQueryInOrder } from './contract/query-schemas.ts';
import { invalid, refuse } from './problems.ts';
import { faultsOf } from './validate.ts';

/** GET /api/v1/properties/:propertyId/availability?from=&to= */
export function getAvailability(availabilities: Availabilities): RequestHandler {
  return async (req, res) => {
    const path = propertyPath.safeParse(req.params);
    const query = stayQueryInOrder.safeParse(req.query);
    if (!path.success || !query.success) {
      throw invalid([path, query].flatMap((part) => (part.error ? faultsOf(part.error) : [])));
    }
    try {
      const traceparent = formatTraceparent(stepOf(res));
      const found = await availabilities.of({ ...path.data, ...query.data }, traceparent);
      if (found) res.json(found);
      else refuse(res, 'property_not_found');
    } catch (error) {
      if (!(error instanceof DependencyUnavailableError)) throw error;
      refuse(res, 'inventory_unavailable');
    }
  };
}
