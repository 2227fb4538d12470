import { type WireRow } from './wire-row';

/** Something that a node did or does. */
export interface Task {
  /** `UPID:node:PID:PSTART:START:type:id:user:`, its numbers in hexadecimal. */
  upid: string;
  node: string;
  pid: number;
  /** Ticks of the kernel's clock. */
  processStart: number;
  /** Epoch seconds. */
  startedAt: number;
  /** Epoch seconds; undefined while it runs. */
  endedAt?: number;
  type: string;
  /** What it is about: a VMID, a storage, nothing. */
  about: string;
  /** `name@realm`, without the token. */
  user: string;
  /** `OK`, `WARNINGS: 1` or the error; undefined while it runs. */
  result?: string;
}

type UpidParts = Pick<Task, 'node' | 'pid' | 'processStart' | 'startedAt' | 'type' | 'about' | 'user'>;

/** The id may be empty, and may hold what is not a number; a token stands behind the user. */
const UPID =
  /^UPID:(?<node>[^:]+):(?<pid>[0-9A-F]{8}):(?<pstart>[0-9A-F]{8,9}):(?<start>[0-9A-F]{8}):(?<type>[^:\s]+):(?<id>[^:\s]*):(?<user>[^:\s!]+)(?:![^:\s]+)?:$/i;

/** The parts of a UPID; undefined for anything else. */
export function parseUpid(upid: string): UpidParts | undefined {
  const parts = UPID.exec(upid)?.groups;
  if (!parts) return undefined;
  return {
    node: parts.node,
    pid: parseInt(parts.pid, 16),
    processStart: parseInt(parts.pstart, 16),
    startedAt: parseInt(parts.start, 16),
    type: parts.type,
    about: parts.id,
    user: parts.user,
  };
}

/** Reads rows of `GET /nodes/{node}/tasks`; one without a proper UPID is left out. Running ones have no end. */
export function tasksOf(rows: readonly WireRow[]): Task[] {
  return rows.flatMap((row) => {
    const upid = row.text('upid');
    const parts = upid === undefined ? undefined : parseUpid(upid);
    if (upid === undefined || !parts) return [];
    const endedAt = row.number('endtime');
    const result = endedAt === undefined ? undefined : (row.text('status') ?? 'unknown');
    return [{ upid, ...parts, endedAt, result }];
  });
}
