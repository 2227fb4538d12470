import { routesOf } from '../../src/simulators/proxmox/routes';
import { type ProxmoxSimulator, startProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { readerRights } from '../../src/simulators/proxmox/rights';
import { type SimVersion } from '../../src/simulators/proxmox/world';
import { ALLOWANCES, REFUSE_INSIDE } from './allowances';
import { type Answer, ask } from './ask';
import { crawl, pathsOf } from './crawl';
import { REPLAYS, shapeOf, TOO_OLD } from './examples';
import { probesOf } from './probes';
import { problemsOf } from './returns';
import { endpointsOf, hasReference, vendorExamples } from './vendor-schema';

const VERSIONS: SimVersion[] = ['8.4', '9.0', '9.1'];
const UNKNOWN = 'property is not defined in schema and the schema does not allow additional properties';

const say = (line: string) => process.stdout.write(`${line}\n`);

if (!hasReference) {
  say(
    'Proxmox VE: the comparison with the schema was left out, for the folder shared/reference beside the checkout is not there',
  );
}

const needed = new Set<(typeof ALLOWANCES)[number]>();

/** The default world and what it lacks, made with the simulator's own knobs. */
async function richSimulator(version: SimVersion): Promise<ProxmoxSimulator> {
  const simulator = await startProxmoxSimulator({ version, tls: false });
  simulator.changeGuest('lab-a', 102, { isTemplate: true, status: 'stopped' });
  simulator.changeGuest('lab-a', 103, { status: 'paused' });
  const config = { boot: '', memory: '512', numa: 0, ostype: 'other', sockets: 1, cores: 1 };
  const bare = { ...simulator.world.clusters[0].guests.get(100)!, vmid: 190, config, snapshots: [] };
  simulator.putGuest('lab-a', bare);
  simulator.addSnapshot('lab-a', 105, { name: 'by-hand', hasMemory: true });
  simulator.addBackup('lab-a', 101, 'local');
  simulator.startTask('lab-a', {
    node: 'pve-a1',
    type: 'qmstart',
    id: '101',
    user: 'sync@pve',
    tokenid: 'proxbox',
  });
  // A storage's whole definition is for those alone who may change it.
  const rights = { '/': [...readerRights(version)['/'], 'Datastore.Allocate'] };
  for (const { name } of simulator.endpoints) simulator.faults.restrict(name, rights);
  simulator.faults.setStatistics('pve-b1', false);
  simulator.faults.nodeDown('pve-b2');
  simulator.faults.setStorageOnline('lab-b', 'pbs', false);
  return simulator;
}

describe.each(VERSIONS)('the simulated Proxmox VE %s', (version) => {
  let simulator: ProxmoxSimulator;
  let answers: Answer[];
  const agreed = { endpoints: 0, replies: 0, refusals: 0 };

  beforeAll(async () => {
    simulator = await richSimulator(version);
    answers = await crawl(simulator);
  });
  afterAll(async () => {
    await simulator.stop();
    const { endpoints, replies, refusals } = agreed;
    if (endpoints === 0 || replies === 0 || refusals === 0) return;
    say(
      `Proxmox VE ${version}: ${endpoints} endpoints, ${replies} replies and ${refusals} refused parameters agree with the schema`,
    );
  });

  it('answers each of its endpoints, and fails in one form only', () => {
    const good = new Set(answers.filter(({ status }) => status === 200).map(({ endpoint }) => endpoint));
    const silent = routesOf(version).filter(({ path }) => !good.has(`GET ${path}`));
    expect(silent.map(({ path }) => path)).toEqual(version === '8.4' ? [] : ['/cluster/ha/groups']);

    for (const { status, reason, body, path } of answers.filter((answer) => answer.status !== 200)) {
      const isForwarding = status === 595;
      const failure = { data: null, message: `${reason}\n` };
      expect([path, status, body]).toEqual([path, isForwarding ? 595 : 500, isForwarding ? '' : failure]);
    }
  });

  if (!hasReference) return;

  it('has just those endpoints that the release has', async () => {
    const known = endpointsOf(version);
    const offered = routesOf(version).map(({ path }) => path);
    expect(offered.filter((path) => !known.has(`GET ${path}`))).toEqual([]);

    const ofOthers = VERSIONS.flatMap((other) => routesOf(other).map(({ path }) => path));
    const lacking = ofOthers.filter((path) => !offered.includes(path));
    expect(lacking.filter((path) => known.has(`GET ${path}`))).toEqual([]);
    for (const path of lacking) expect((await ask(simulator.endpoints[0], path)).status).toBe(501);
    agreed.endpoints = offered.length;
  });

  it('replies what the schema says, but for the allowances', () => {
    const known = endpointsOf(version);
    const named = vendorExamples().sent_but_not_in_vendor_returns_schema;
    const problems = new Set<string>();
    const replies = answers.filter(({ status }) => status === 200);
    for (const { endpoint, path, body } of replies) {
      const template = endpoint.slice('GET '.length);
      const data = body === '' ? undefined : body.data;
      for (const { at, kind, what } of problemsOf(known.get(endpoint)!.returns, data)) {
        const allowance = ALLOWANCES.find(
          (allowed) => allowed.path === template && allowed.at === at && allowed.kind === kind,
        );
        if (allowance) needed.add(allowance);
        const isAllowed =
          allowance || (kind === 'extra' && named[template]?.includes(at.replace(/^.*[.]/, '')));
        if (!isAllowed) problems.add(`${path}: ${at}: ${what}`);
      }
    }
    expect([...problems]).toEqual([]);
    agreed.replies = replies.length;
  });

  it('refuses and takes parameters as the schema says', async () => {
    const endpoints = routesOf(version).map(({ path }) => endpointsOf(version).get(`GET ${path}`)!);
    const [cluster] = simulator.world.clusters;
    let refusals = 0;
    const refuse = async (
      path: string,
      form: Record<string, string> | undefined,
      name: string,
      words?: string,
    ) => {
      const method = form ? 'POST' : 'GET';
      const { status, reason, body } = await ask(simulator.endpoints[0], path, { method, form });
      const asked = `${method} ${path}`;
      expect([asked, status, reason]).toEqual([asked, 400, 'Parameter verification failed.']);
      expect(body).toEqual({
        data: null,
        message: 'Parameter verification failed.\n',
        errors: { [name]: words ?? expect.any(String) },
      });
      refusals += 1;
    };

    for (const endpoint of endpoints) {
      const [path] = pathsOf(endpoint.path, cluster);
      const needed = Object.entries(endpoint.params).filter(
        ([name, rule]) => !rule.optional && !endpoint.path.includes(`{${name}}`),
      );
      /** What has to be asked with a parameter. */
      const besides = (asked: string) =>
        needed
          .filter(([name]) => name !== asked)
          .map(([name, rule]) => `&${name}=${probesOf(name, rule).good[0]}`)
          .join('');
      await refuse(`${path}?colour=red${besides('')}`, undefined, 'colour', UNKNOWN);
      for (const [name] of needed) {
        const words = 'property is missing and it is not optional';
        await refuse(`${path}?${besides(name).slice(1)}`, undefined, name, words);
      }
      for (const [name, rule] of Object.entries(endpoint.params)) {
        const { good, bad } = probesOf(name, rule);
        const isInPath = endpoint.path.includes(`{${name}}`);
        const beside = (rule.requires === undefined ? '' : `&${rule.requires}=prod`) + besides(name);
        // A node is looked up before its name is checked.
        for (const [value, words] of name === 'node' ? [] : bad) {
          const written = encodeURIComponent(value);
          const asked = isInPath
            ? `${pathsOf(endpoint.path.replace(`{${name}}`, written), cluster)[0]}?${besides(name).slice(1)}`
            : `${path}?${name}=${written}${beside}`;
          await refuse(asked, undefined, name, words);
        }
        for (const value of isInPath ? [] : good) {
          const asked = `${path}?${name}=${encodeURIComponent(value)}${beside}`;
          expect([asked, (await ask(simulator.endpoints[0], asked)).status]).not.toEqual([asked, 400]);
        }
        if (rule.requires !== undefined) {
          const words = `missing property - '${name}' requires this property`;
          await refuse(`${path}?${name}=${good[0]}`, undefined, rule.requires, words);
        }
      }
    }

    const ticket = endpointsOf(version).get('POST /access/ticket')!;
    const whole = { username: 'sync@pve', password: 'wrong', path: '/', privs: 'Sys.Audit' };
    await refuse(ticket.path, { ...whole, colour: 'red' }, 'colour', UNKNOWN);
    for (const [name, rule] of Object.entries(ticket.params)) {
      const { [name]: _, ...others } = whole as Record<string, string>;
      for (const [value, words] of probesOf(name, rule).bad) {
        await refuse(ticket.path, { ...whole, [name]: value }, name, words);
      }
      if (!rule.optional) {
        await refuse(ticket.path, others, name, 'property is missing and it is not optional');
      }
    }
    agreed.refusals = refusals;
  });

  it('asks for the privileges that the schema names, and for a sign-in unless it says world', async () => {
    const [server] = simulator.endpoints;
    const [cluster] = simulator.world.clusters;
    simulator.faults.restrict('lab-a', {});
    for (const { path: template } of routesOf(version)) {
      const { permissions } = endpointsOf(version).get(`GET ${template}`)!;
      // The last of the tasks is somebody else's.
      const path = pathsOf(template, cluster).at(-1)!;
      const { status: openStatus } = await ask(server, path, { isSignedIn: false });
      expect([path, openStatus]).toEqual([path, permissions?.user === 'world' ? 200 : 401]);

      const { status, reason } = await ask(server, path);
      if (permissions?.user !== undefined) {
        const isRefused = REFUSE_INSIDE.includes(template);
        expect([path, status === 403]).toEqual([path, isRefused]);
        continue;
      }
      const [, at, privileges] = permissions?.check as [string, string, string[]];
      const place = at.replace(/\{(\w+)\}/g, (_all, name: string) => partOf(path, template, name));
      expect([path, reason]).toEqual([path, `Permission check failed (${place}, ${privileges.join('|')})`]);
    }
    simulator.faults.restrict('lab-a', null);
  });

  it('has every key and type of the examples, and fails in the same words', async () => {
    const offered = [...routesOf(version).map(({ path }) => path)];
    const examples = vendorExamples().examples.filter(({ path, note }) => {
      const isOld = /^8\./.test(note);
      return offered.includes(path) && (version === '8.4' ? isOld : version === '9.1' && !isOld);
    });
    const problems: string[] = [];
    for (const { path, method, note, status, reason, body } of examples) {
      const title = `${path} ${note}`;
      if (TOO_OLD.includes(title)) continue;
      const replay = REPLAYS[title];
      const replayed = replay && (await replayOnce(version, replay));
      if (status !== 200) {
        const got = replayed && [replayed.status, replayed.reason, replayed.body];
        if (JSON.stringify(got) !== JSON.stringify([status, reason, body])) {
          problems.push(
            `${title}: ${JSON.stringify(got)} instead of ${JSON.stringify([status, reason, body])}`,
          );
        }
        continue;
      }
      const alike = replayed
        ? [replayed]
        : answers.filter(({ endpoint }) => endpoint === `${method} ${path}`);
      const known = new Set(alike.flatMap((answer) => shapeOf(answer.body)));
      const missing = [...new Set(shapeOf(body))].filter((one) => !known.has(one));
      problems.push(...missing.map((one) => `${title}: no ${one}`));
    }
    expect(problems).toEqual([]);
  });
});

if (hasReference) {
  it('needs every allowance in some release', () => {
    const idle = ALLOWANCES.filter((allowance) => !needed.has(allowance));
    expect(idle.map(({ path, at }) => `${path} ${at}`)).toEqual([]);
  });
}

async function replayOnce(version: SimVersion, replay: (typeof REPLAYS)[string]): Promise<Answer> {
  const fresh = await startProxmoxSimulator({ version, tls: false });
  try {
    return await replay(fresh);
  } finally {
    await fresh.stop();
  }
}

/** What stands in a path where its template has a name. */
function partOf(path: string, template: string, name: string): string {
  const index = template.split('/').indexOf(`{${name}}`);
  return path.split('/')[index];
}
