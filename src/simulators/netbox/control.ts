import { type ApiAnswer, type ApiRequest } from './api';
import { type Fault, type Faults } from './faults';
import { type RequestCounter } from './listener';

/** The knobs for a simulator in another process; nothing here is counted as a request. */
export function control(request: ApiRequest, faults: Faults, counter: RequestCounter): ApiAnswer {
  const route = `${request.method} ${request.path.replace(/\/$/, '')}`;
  switch (route) {
    case 'GET /_sim/requests':
      return { status: 200, headers: {}, body: counter.read() };
    case 'POST /_sim/requests/reset':
      counter.reset();
      return { status: 204, headers: {} };
    case 'POST /_sim/faults': {
      const given = JSON.parse(request.body) as Fault | Fault[];
      for (const fault of Array.isArray(given) ? given : [given]) faults.add(fault);
      return { status: 204, headers: {} };
    }
    case 'DELETE /_sim/faults':
      faults.clear();
      return { status: 204, headers: {} };
    default:
      return {
        status: 404,
        headers: {},
        body: {
          detail:
            'Knobs: GET /_sim/requests, POST /_sim/requests/reset, POST /_sim/faults, DELETE /_sim/faults.',
        },
      };
  }
}
