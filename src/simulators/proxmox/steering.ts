import { type Fault, type Faults, type FaultSettings } from './faults';
import { changeGuest, type GuestPatch, moveGuest, removeGuest } from './guest-changes';
import { type Reply } from './reply';
import { type RequestLog } from './request-log';
import { type Rights } from './rights';
import { type World } from './world';

type Action = (groups: string[], body: unknown) => unknown;

/**
 * The knobs by HTTP, under `/_sim/` of any endpoint, without sign-in, JSON in and out:
 * PATCH|DELETE guests/{cluster}/{vmid}, POST guests/{cluster}/{vmid}/move {node}, POST nodes/{node}/down|up {cluster?},
 * POST|DELETE faults, DELETE faults/{id}, PATCH settings, PUT rights/{cluster}, POST clusters/{cluster}/quorum {isQuorate},
 * GET requests, POST requests/reset.
 */
export function steering(world: World, faults: Faults, requests: RequestLog) {
  const guestOf = ([cluster, vmid]: string[]) => [cluster, Number(vmid)] as const;
  const actions: [method: string, path: RegExp, action: Action][] = [
    [
      'PATCH',
      /^\/guests\/([^/]+)\/(\d+)$/,
      (at, body) => changeGuest(world, ...guestOf(at), body as GuestPatch),
    ],
    ['DELETE', /^\/guests\/([^/]+)\/(\d+)$/, (at) => removeGuest(world, ...guestOf(at))],
    [
      'POST',
      /^\/guests\/([^/]+)\/(\d+)\/move$/,
      (at, body) => moveGuest(world, ...guestOf(at), (body as { node: string }).node),
    ],
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

function clusterOf(body: unknown): string | undefined {
  return (body as { cluster?: string } | null)?.cluster;
}
