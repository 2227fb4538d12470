import { API, type House, type RunJson } from '../../src/tools/house';

export interface Frame {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/** Reads a stream to its end, or up to the first frame that is wanted; then the viewer leaves. */
export async function frames(
  house: House,
  path: string,
  headers: Record<string, string> = {},
  isWanted: (frame: Frame) => boolean = () => false,
): Promise<Frame[]> {
  const stream = await house.api.get<NodeJS.ReadableStream>(path, { responseType: 'stream', headers });
  if (stream.status !== 200) throw new Error(`GET ${path} answered ${stream.status}.`);
  const read: Frame[] = [];
  let rest = '';
  for await (const chunk of stream.data) {
    const texts = (rest + String(chunk)).split('\n\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      const part = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
      if (!part('event')) continue;
      const frame: Frame = {
        id: part('id'),
        event: part('event'),
        data: JSON.parse(part('data')) as Frame['data'],
      };
      read.push(frame);
      if (isWanted(frame)) return read;
    }
  }
  return read;
}

/** Starts a run without waiting for its end. */
export async function start(house: House, body: object = {}): Promise<RunJson> {
  const { status, data } = await house.api.post<RunJson>(`${API}/sync/runs/`, body);
  if (status !== 201) throw new Error(`The run was refused with ${status}: ${JSON.stringify(data)}`);
  return data;
}

export function streamOf({ id }: { id: number }): string {
  return `${API}/sync/runs/${id}/stream/`;
}

/** Waits for the first object that the run has written. */
export async function firstWrite(house: House, run: RunJson): Promise<void> {
  await frames(house, streamOf(run), {}, ({ event }) => event === 'item_progress');
}

/** Waits for the end of a run and tells how it was. */
export async function ended(house: House, run: RunJson): Promise<RunJson> {
  await frames(house, streamOf(run));
  return (await house.api.get<RunJson>(`${API}/sync/runs/${run.id}/`)).data;
}

/** Waits until something holds; fails with the sentence after so many seconds. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  otherwise: string,
  seconds = 30,
): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(otherwise);
}
