import { type WorldChanges } from './changes/changes';
import { type GuestPatch } from './changes/guests';
import { type Fault, type Faults, type FaultSettings } from './faults';
import { type Reply } from './reply';
import { type RequestLog } from './request-log';
import { type Rights } from './rights';

/** What of the faults can be called by name from outside. */
const KNOBS: (keyof Faults)[] = [
  'nodeDown',
  'nodeUp',
  'setStatistics',
  'setStorageOnline',
  'moveAfterListing',
  'setQuorate',
  'restrict',
  'separateToken',
  'requireSecondFactor',
  'forgetTickets',
];

type Action = (groups: string[], body: unknown) => unknown;

/**
 * The knobs by HTTP, under `/_sim/` of any endpoint, without sign-in, JSON in and out:
 * PATCH|DELETE guests/{cluster}/{vmid}, POST guests/{cluster}/{vmid}/move {node}, POST nodes/{node}/down|up {cluster?},
 * POST|DELETE faults, DELETE faults/{id}, PATCH settings, PUT rights/{cluster}, POST clusters/{cluster}/quorum {isQuorate},
 * POST changes/{name} or knobs/{name} with the list of arguments of that change or knob, GET requests, POST requests/reset.
 */
export function steering(changes: WorldChanges, faults: Faults, requests: RequestLog) {
  const guestOf = ([cluster, vmid]: string[]) => [cluster, Number(vmid)] as const;
  const actions: [method: string, path: RegExp, action: Action][] = [
    [
      'PATCH',
      /^\/guests\/([^/]+)\/(\d+)$/,
      (at, body) => changes.changeGuest(...guestOf(at), body as GuestPatch),
    ],
    ['DELETE', /^\/guests\/([^/]+)\/(\d+)$/, (at) => changes.removeGuest(...guestOf(at))],
    [
      'POST',
      /^\/guests\/([^/]+)\/(\d+)\/move$/,
      (at, body) => changes.moveGuest(...guestOf(at), (body as { node: string }).node),
    ],
    ['POST', /^\/changes\/(\w+)$/, ([name], body) => called(changes, Object.keys(changes), name, body)],
    ['POST', /^\/knobs\/(\w+)$/, ([name], body) => called(faults, KNOBS, name, body)],
    ['POST', /^\/nodes\/([^/]+)\/down$/, ([node], body) => faults.nodeDown(node, clusterOf(body))],
    ['POST', /^\/nodes\/([^/]+)\/up$/, ([node], body) => faults.nodeUp(node, clusterOf(body))],
    ['POST', /^\/faults$/, (_at, body) => ({ id: faults.add(body as Fault) })],
    ['DELETE', /^\/faults$/, () => faults.clear()],
    ['DELETE', /^\/faults\/(\d+)$/, ([id]) => faults.remove(Number(id))],
    ['PATCH', /^\/settings$/, (_at, body) => Object.assign(faults.settings, body as Partial<FaultSettings>)],
    ['PUT', /^\/rights\/([^/]+)$/, ([cluster], body) => faults.restrict(cluster, body as Rights | null)],
    [
      'POST',
      /^\/clusters\/([^/]+)\/quorum$/,
      ([cluster], body) => faults.setQuorate(cluster, (body as { isQuorate: boolean }).isQuorate),
    ],
    ['GET', /^\/requests$/, () => requests.summary()],
    ['POST', /^\/requests\/reset$/, () => requests.reset()],
  ];

  return (method: string, path: string, body: string): Reply => {
    try {
      for (const [allowed, pattern, action] of actions) {
        const match = allowed === method ? pattern.exec(path) : null;
        if (!match) continue;
        const data = action(match.slice(1).map(decodeURIComponent), body === '' ? null : JSON.parse(body));
        return { status: 200, reason: 'OK', body: { data: data ?? null } };
      }
      return {
        status: 404,
        reason: 'Not Found',
        body: { data: null, message: `No knob ${method} ${path}.` },
      };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { status: 400, reason: 'Bad Request', body: { data: null, message } };
    }
  };
}

/** Calls what has one of these names, with the arguments that the body lists. */
function called(owner: object, names: readonly string[], name: string, body: unknown): unknown {
  if (!names.includes(name)) throw new Error(`${name} is none of ${names.join(', ')}.`);
  return (owner as Record<string, (...all: unknown[]) => unknown>)[name](...(body as unknown[]));
}

function clusterOf(body: unknown): string | undefined {
  return (body as { cluster?: string } | null)?.cluster;
}
