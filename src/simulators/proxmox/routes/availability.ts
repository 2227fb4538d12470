import { ApiFailure } from '../reply';
import { digestOf } from '../rows/guests';
import { type SimHaResource, type SimHaRule } from '../world/availability';
import { answeringNode } from '../world/nodes';
import { AUDITOR_OF_ALL, type Call, type Route, type Row } from './route';

export const AVAILABILITY_ROUTES: readonly Route[] = [
  {
    path: '/cluster/ha/resources',
    needs: AUDITOR_OF_ALL,
    query: { type: { type: 'string', enum: ['ct', 'vm'] } },
    data: (call) =>
      call.cluster.haResources
        .filter(({ type }) => call.query.type === undefined || call.query.type === type)
        .map((resource) => resourceRow(call, resource)),
  },
  { path: '/cluster/ha/status/current', needs: AUDITOR_OF_ALL, data: (call) => currentStatus(call) },
  { path: '/cluster/ha/groups', needs: AUDITOR_OF_ALL, data: (call) => groups(call) },
  {
    path: '/cluster/ha/rules',
    since: '9.0',
    needs: AUDITOR_OF_ALL,
    query: {
      resource: { type: 'string' },
      type: { type: 'string', enum: ['node-affinity', 'resource-affinity'] },
    },
    data: ({ cluster, query }) =>
      cluster.haRules
        .filter(({ type }) => query.type === undefined || query.type === type)
        .filter(
          ({ resources }) => query.resource === undefined || resources.split(',').includes(query.resource),
        )
        .map(ruleRow),
  },
];

function resourceRow({ world }: Call, { sid, type, state, comment }: SimHaResource): Row {
  const failback = world.version === '8.4' ? {} : { failback: 1 };
  const row = { sid, type, state, max_restart: 2, max_relocate: 1, ...failback };
  return { ...row, ...(comment === undefined ? {} : { comment }), digest: digestOf(sid) };
}

function ruleRow({ rule, type, resources, nodes, affinity, isDisabled }: SimHaRule, index: number): Row {
  return {
    rule,
    type,
    resources,
    ...(type === 'node-affinity' ? { nodes, strict: 0 } : { affinity }),
    order: index + 1,
    ...(isDisabled ? { disable: 1 } : {}),
    digest: digestOf(rule),
  };
}

/** Groups became rules with 9.0. */
function groups({ world, cluster }: Call): Row[] {
  if (world.version !== '8.4') {
    throw new ApiFailure(500, 'cannot index groups: ha groups have been migrated to rules');
  }
  return cluster.haRules
    .filter(({ type }) => type === 'node-affinity')
    .map(({ rule, nodes }) => {
      return { group: rule, type: 'group', nodes, restricted: 0, nofailback: 0, digest: digestOf(rule) };
    });
}

function currentStatus({ world, cluster }: Call): Row[] {
  const { now } = world;
  const master = answeringNode(cluster.nodes);
  const quorum = { id: 'quorum', type: 'quorum', node: master.name };
  const told = {
    ...quorum,
    status: cluster.isQuorate ? 'OK' : 'No quorum!',
    quorate: cluster.isQuorate ? 1 : 0,
  };
  if (cluster.haResources.length === 0) return [told];
  const stamp = (seconds: number) => new Date(seconds * 1000).toUTCString();
  const lrms = cluster.nodes.map(({ name, isDown }) => ({
    id: `lrm:${name}`,
    type: 'lrm',
    node: name,
    status: `${name} (${isDown ? 'old timestamp - dead?' : 'active'}, ${stamp(now)})`,
    timestamp: isDown ? now - 86_400 : now - 3,
  }));
  const services = cluster.haResources.map(({ sid, vmid, state }) => {
    const node = cluster.guests.get(vmid)?.node ?? master.name;
    return {
      id: `service:${sid}`,
      type: 'service',
      sid,
      node,
      state,
      crm_state: state,
      request_state: state,
      status: `${sid} (${node}, ${state})`,
      max_restart: 2,
      max_relocate: 1,
      ...(world.version === '8.4' ? {} : { failback: 1 }),
    };
  });
  return [
    told,
    {
      id: 'master',
      type: 'master',
      node: master.name,
      status: `${master.name} (active, ${stamp(now)})`,
      timestamp: now - 2,
    },
    ...lrms,
    ...services,
  ];
}
