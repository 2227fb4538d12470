import axios from 'axios';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../src/config/project-root';
import { API, type House } from '../../src/tools/house';
import { ended, started } from '../../src/tools/netbox/child';
import { freePort } from '../../src/tools/netbox/free-port';
import { openTestHouse } from '../flow/open-house';

const page = readFileSync(join(projectRoot, 'docs', 'inside-netbox.md'), 'utf8');
/** The examples of the page in one language, in their order. */
const examples = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text);

interface WebServer {
  program: string;
  /** The whole file around the examples of the page. */
  file(parts: { port: number; folder: string; netbox: string; sidecar: string }): string;
  arguments(file: string, folder: string): string[];
}

const toSidecar = (text: string, sidecar: string) => text.replaceAll('http://127.0.0.1:8800', sidecar);

const SERVERS: Record<string, WebServer> = {
  nginx: {
    program: '/usr/sbin/nginx',
    file: ({ port, folder, netbox, sidecar }) => `
      daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
      events {}
      http {
        access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
        fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
        server {
          listen 127.0.0.1:${port};
          ${toSidecar(examples('nginx')[0], sidecar)}
          location / { proxy_pass ${netbox}; ${examples('nginx')[1]} }
        }
      }`,
    arguments: (file, folder) => ['-p', folder, '-e', join(folder, 'error.log'), '-c', file],
  },
  apache: {
    program: '/usr/sbin/apache2',
    file: ({ port, folder, netbox, sidecar }) => `
ServerRoot ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
${process.getuid?.() === 0 ? 'User nobody\nGroup nogroup' : ''}
${['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
${toSidecar(examples('apache')[0], sidecar)}
ProxyPass / ${netbox}/
`,
    arguments: (file) => ['-X', '-f', file],
  },
};

describe.each(Object.keys(SERVERS))('the example for %s in docs/inside-netbox.md', (name) => {
  const server = SERVERS[name];
  const isInstalled = existsSync(server.program);
  if (!isInstalled) console.info(`Not tried: ${server.program} is not installed.`);
  const tried = isInstalled ? it : it.skip;
  let house: House;
  let child: ChildProcess;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    if (!isInstalled) return;
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    house = await openTestHouse({ config: { publicUrl: url, basePath: '', trustedProxies: ['127.0.0.1'] } });
    folder = mkdtempSync(join(tmpdir(), `proxbox-${name}-`));
    chmodSync(folder, 0o777);
    const file = join(folder, 'server.conf');
    writeFileSync(file, server.file({ port, folder, netbox: house.netbox.url, sidecar: house.serving.url }));
    child = spawn(server.program, server.arguments(file, folder), { stdio: 'ignore' });
    const answers = () => axios.get(`${url}/`).then(() => true, () => false); // prettier-ignore
    await started(child, answers, 20_000);
  });
  afterAll(async () => {
    if (!isInstalled) return;
    await ended(child);
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const headers = () => ({ Authorization: house.api.defaults.headers.Authorization as string });

  tried('serves NetBox and Proxbox at one address', async () => {
    expect((await axios.get<string>(`${url}/`)).data).toContain('| NetBox</title>');
    const signIn = await axios.get<string>(`${url}/plugins/proxbox/nodes/`, {
      headers: { Accept: 'text/html' },
    });
    expect(signIn.request).toMatchObject({ path: '/plugins/proxbox/sign-in?next=%2Fplugins%2Fproxbox%2Fnodes%2F' }); // prettier-ignore
    const [, style] = /href="([^"]+proxbox\.css[^"]*)"/.exec(signIn.data) ?? [];
    expect((await axios.get(url + style)).headers['content-type']).toMatch('text/css');
  });

  tried('hands the events of a run on while it goes', async () => {
    const { data: run } = await axios.post<{ id: number; url: string }>(`${url}${API}/sync/runs/`, {}, { headers: headers() }); // prettier-ignore
    expect(run.url).toBe(`${url}${API}/sync/runs/${run.id}/`);
    const stream = await axios.get<NodeJS.ReadableStream>(`${run.url}stream/`, { headers: headers(), responseType: 'stream' }); // prettier-ignore
    const [first] = (await once(stream.data, 'data')) as [Buffer];
    expect(first.toString()).toContain('event: ');
    // What was collected on the way would come when the run is over.
    let rest = '';
    for await (const chunk of stream.data) rest += String(chunk);
    expect(rest).toContain('event: complete');
  });

  if (name !== 'nginx') return;
  tried('puts the script into the pages of NetBox', async () => {
    const { data } = await axios.get<string>(`${url}/virtualization/virtual-machines/`);
    expect(data).toContain('<script src="/plugins/proxbox/extension.js" defer></script></body>');
    const script = await axios.get<string>(`${url}/plugins/proxbox/extension.js`);
    expect(script.headers).toMatchObject({
      'content-type': expect.stringMatching('javascript') as string,
      'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
      etag: expect.any(String) as string,
    });
  });
});
