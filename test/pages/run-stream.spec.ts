interface Handlers {
  onFrame(name: string, data: unknown): void;
  onConnection(state: string): void;
}
const { followRun } = jest.requireActual<{ followRun(path: string, handlers: Handlers): () => void }>(
  '../../views/static/run-stream.js',
);

/** A browser's EventSource whose network is played by the test. */
class PlayedSource {
  static readonly CLOSED = 2;
  static opened: PlayedSource[] = [];
  readyState = 1;
  onerror: (event: object) => void = () => undefined;
  private readonly listeners = new Map<string, (event: object) => void>();

  constructor(readonly path: string) {
    PlayedSource.opened.push(this);
  }
  addEventListener(name: string, listener: (event: object) => void): void {
    this.listeners.set(name, listener);
  }
  close(): void {
    this.readyState = PlayedSource.CLOSED;
  }
  frame(id: string, type: string, data: unknown = {}): void {
    const message = { type, lastEventId: id, data: JSON.stringify(data) };
    this.listeners.get(type)?.(message);
    if (type === 'error') this.onerror(message);
  }
  /** The browser raises this under the name of a frame of ours. */
  breakDown({ forGood }: { forGood: boolean }): void {
    if (forGood) this.readyState = PlayedSource.CLOSED;
    this.listeners.get('error')?.({ type: 'error' });
    this.onerror({ type: 'error' });
  }
}

describe('following a run', () => {
  let frames: string[];
  let connections: string[];
  let stop: () => void;
  const source = () => PlayedSource.opened.at(-1) as PlayedSource;

  beforeEach(() => {
    jest.useFakeTimers();
    PlayedSource.opened = [];
    (globalThis as { EventSource?: unknown }).EventSource = PlayedSource;
    frames = [];
    connections = [];
    stop = followRun('/stream/', {
      onFrame: (name) => frames.push(name),
      onConnection: (state) => connections.push(state),
    });
  });
  afterEach(() => {
    stop();
    delete (globalThis as { EventSource?: unknown }).EventSource;
    jest.useRealTimers();
  });

  test('hands on each frame once, though a new connection begins at the beginning', () => {
    source().frame('1.0', 'step');
    source().frame('1.1', 'discovery');
    source().breakDown({ forGood: false });
    source().frame('1.0', 'step');
    source().frame('1.1', 'discovery');
    source().frame('2.0', 'item_progress');
    expect(frames).toEqual(['step', 'discovery', 'item_progress']);
  });

  test('tells frames of one event apart, however large its number', () => {
    source().frame('9007199254740990.0', 'error');
    source().frame('9007199254740990.1', 'complete');
    expect(frames).toEqual(['error', 'complete']);
  });

  test('puts frame 10 of an event after frame 9', () => {
    source().frame('3.9', 'step');
    source().frame('3.10', 'step');
    expect(frames).toHaveLength(2);
  });

  test('opens a new connection when the browser has given up', () => {
    source().breakDown({ forGood: true });
    expect(connections).toEqual(['lost']);
    jest.advanceTimersByTime(60_000);
    expect(PlayedSource.opened).toHaveLength(2);
    source().frame('1.0', 'step');
    expect(frames).toEqual(['step']);
  });

  test('leaves a broken connection to the browser as long as it tries by itself', () => {
    source().breakDown({ forGood: false });
    jest.advanceTimersByTime(60_000);
    expect(PlayedSource.opened).toHaveLength(1);
  });

  test('goes on after the frame "error", and ends with "complete"', () => {
    source().frame('1.0', 'error', { status: 'failed' });
    expect(source().readyState).not.toBe(PlayedSource.CLOSED);
    source().frame('2.0', 'complete');
    expect(source().readyState).toBe(PlayedSource.CLOSED);
    expect(connections).toEqual(['ended']);
  });
});
