import { request } from 'node:http';

/** What one process of viewers has seen: milliseconds from the telling of an event to its arrival, the worst of each chunk. */
export interface Seen {
  readonly delays: readonly number[];
  readonly frames: number;
  /** When the last viewer had everything, in milliseconds since 1970. */
  readonly endedAt: number;
}

const NAME = /"name":"(\d+\.?\d*)"/;

/** Opens so many streams, says `ready` when all have begun, and tells what they saw when all have ended. */
function watch(url: string, authorization: string, count: number): void {
  const delays: number[] = [];
  let frames = 0;
  let begun = 0;
  let open = count;
  for (let viewer = 0; viewer < count; viewer += 1) {
    const asked = request(url, { headers: { authorization }, agent: false }, (response) => {
      if (response.statusCode !== 200) throw new Error(`The stream answered with ${response.statusCode}.`);
      begun += 1;
      if (begun === count) process.send?.('ready');
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const now = performance.timeOrigin + performance.now();
        // The first event of a chunk has waited longest.
        const sent = NAME.exec(chunk);
        if (sent) delays.push(now - Number(sent[1]));
        for (let at = chunk.indexOf('\n\n'); at >= 0; at = chunk.indexOf('\n\n', at + 2)) frames += 1;
      });
      response.on('end', () => {
        open -= 1;
        if (open > 0) return;
        const seen: Seen = { delays, frames, endedAt: performance.timeOrigin + performance.now() };
        process.send?.(seen, () => process.exit(0));
      });
    });
    asked.end();
  }
}

const [url, authorization, count] = process.argv.slice(2);
watch(url, authorization, Number(count));
