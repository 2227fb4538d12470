import {
  concat,
  concatMap,
  defaultIfEmpty,
  EMPTY,
  filter,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  reduce,
  take,
  tap,
} from 'rxjs';
import { chunksOf } from '../../core/chunks';
import { type WriteOutcome } from '../../clients/netbox/bulk-write';
import { type NetboxClient } from '../../clients/netbox/netbox-client';
import { type NetboxRow } from '../../clients/netbox/read';
import { type Actual, type Change, type Desired } from '../../core/plan/plan-object';
import { parentKey } from '../../core/plan/key';
import { markedValues, sidesOf } from '../../core/plan/mark';
import { refTo, type Values } from '../../core/plan/value';
import { type Identities } from '../engine/identities';
import { type Outcome, type TargetAdapter } from '../engine/target';
import { type Ability, type Narrowing, type Resource } from '../resources/define-resource';
import { customField } from '../resources/vocabulary';
import { type Ready, unpinned } from './pins';
import { selectOf, trimmed, valuesOf, wireName, wireOf } from './wire-form';

/** How many values one filter carries: a proxy in front of NetBox may cut addresses off at 4 KiB. */
const VALUES_AT_ONCE = 50;
/** More requests than this are worth asking how long the whole list is. */
const FEW_REQUESTS = 4;
const LISTS_AT_ONCE = 2;

/** Told of every NetBox object that passes by, for the mirror of their names. */
export type Sighting = (objectType: string, rows: readonly NetboxRow[]) => void;

/** Reads and writes one kind of NetBox object: narrow lists in, bulk lists out. */
export class NetboxAdapter implements TargetAdapter {
  readonly lacks: ReadonlySet<string>;
  readonly isAbsent: boolean;
  private readonly select: string;

  constructor(
    private readonly resource: Resource,
    private readonly client: NetboxClient,
    private readonly identities: Identities,
    private readonly onSeen: Sighting,
    abilities: Readonly<Record<Ability, boolean>>,
  ) {
    const isLacking = (needs?: Ability) => needs !== undefined && !abilities[needs];
    this.isAbsent = isLacking(resource.needs);
    const fields = Object.entries(resource.fields).filter(([, field]) => isLacking(field.needs));
    this.lacks = new Set(fields.map(([name]) => name));
    this.select = selectOf(resource, this.lacks);
  }

  load(wanted: readonly Desired[], linkedIds: readonly number[]): Observable<readonly Actual[]> {
    const marked = wanted.map(markedValues);
    return this.there(this.resource.narrow(marked)).pipe(
      mergeMap((found) => this.orElse(found, marked)),
      mergeMap((found) => {
        const missing = linkedIds.filter((id) => !found.has(id));
        const byId = missing.length > 0 ? this.there([{ id: missing }]) : of(new Map<number, Actual>());
        return byId.pipe(map((more) => [...found.values(), ...more.values()]));
      }),
    );
  }

  /** With what is found in another way of what was not found. */
  private orElse(found: Map<number, Actual>, marked: readonly Values[]): Observable<Map<number, Actual>> {
    const { orElseBy } = this.resource;
    if (!orElseBy) return of(found);
    const actual = [...found.values()];
    const isFound = (values: Values) => actual.some((one) => this.isMeant(values, one));
    const rest = orElseBy(marked.filter((values) => !isFound(values)));
    return rest.length > 0 ? this.there(rest).pipe(map((more) => new Map([...found, ...more]))) : of(found);
  }

  private isMeant(wanted: Values, { values }: Actual): boolean {
    return this.resource.adoptBy.map(sidesOf).some((mark) => {
      const text = mark.wanted(wanted);
      return text !== undefined && text === mark.actual(values);
    });
  }

  heldForm(values: Values): Values {
    return trimmed(values);
  }

  create(changes: readonly Change[]): Observable<Outcome> {
    const byBody = new Map<object, Change>(changes.map((change) => [this.bodyOf(change.after!), change]));
    const find = (body: object) => this.find(byBody.get(body)!);
    const parentOf = (body: object) => this.parentOf(byBody.get(body)!);
    return this.client
      .createMany(this.resource.path, [...byBody.keys()], { find, parentOf })
      .pipe(map((outcome) => this.outcomeOf(changes, outcome)));
  }

  update(changes: readonly Change[]): Observable<Outcome> {
    const bodies = changes.map((change) => ({ change, body: this.bodyOf(change.after!) }));
    const empty = bodies.filter(({ body }) => Object.keys(body).length === 0);
    const full = bodies.filter(({ body }) => Object.keys(body).length > 0);
    return concat(
      from(empty.map(({ change }) => ({ change, id: change.id }))),
      full.length > 0 ? unpinned(this.client, this.resource, full, (some) => this.write(some)) : EMPTY,
    );
  }

  private write(all: readonly Ready[]): Observable<Outcome> {
    const changes = all.map(({ change }) => change);
    const rows = all.map(({ change, body }) => ({ ...body, id: change.id! }));
    const byId = new Map(changes.map((change) => [change.id!, change]));
    const parentOf = ({ id }: { id: number }) => this.parentOf(byId.get(id)!);
    return this.client
      .updateMany(this.resource.path, rows, { parentOf })
      .pipe(map((outcome) => this.outcomeOf(changes, outcome)));
  }

  remove(changes: readonly Change[]): Observable<Outcome> {
    const byId = new Map(changes.map((change) => [change.id!, change]));
    return this.client
      .deleteMany(
        this.resource.path,
        changes.map(({ id }) => id!),
        { parentOf: (id) => this.parentOf(byId.get(id)!) },
      )
      .pipe(
        map((outcome) =>
          outcome.status === 'done'
            ? { change: changes[outcome.index], id: outcome.row.id }
            : { change: changes[outcome.index], id: null, error: outcome.error },
        ),
      );
  }

  private parentOf({ key }: Change): string | undefined {
    return this.resource.isPart ? parentKey(key) : undefined;
  }

  private outcomeOf(changes: readonly Change[], outcome: WriteOutcome<NetboxRow>): Outcome {
    const change = changes[outcome.index];
    if (outcome.status === 'failed') return { change, id: change.id, error: outcome.error };
    this.onSeen(this.resource.objectType, [outcome.row]);
    return { change, id: outcome.row.id };
  }

  /** What was made although its answer was lost: recognised as an object that is met for the first time. */
  private find(change: Change): Observable<NetboxRow | undefined> {
    const values = change.after!;
    return this.rows(this.resource.narrow([values])).pipe(
      filter((row) => this.isMeant(values, this.actualOf(row))),
      take(1),
      defaultIfEmpty(undefined),
    );
  }

  /** What is there by id; of each row only what is compared, since lists are long. */
  private there(filters: readonly Narrowing[]): Observable<Map<number, Actual>> {
    return this.rows(filters).pipe(
      tap((row) => this.onSeen(this.resource.objectType, [row])),
      reduce((there, row) => there.set(row.id, this.actualOf(row)), new Map<number, Actual>()),
    );
  }

  /** Rows for filters that are alternatives; where they would take more requests than the whole list, the list. */
  private rows(filters: readonly Narrowing[]): Observable<NetboxRow> {
    const { path } = this.resource;
    const chunks = filters.flatMap(inChunks);
    const narrow: readonly Narrowing[] = chunks;
    const queries: Observable<readonly Narrowing[]> =
      chunks.length <= FEW_REQUESTS
        ? of(narrow)
        : this.client.pages(path).pipe(map((pages) => (pages < chunks.length ? [{}] : narrow)));
    return queries.pipe(
      concatMap((some) => from(some)),
      mergeMap((filter) => this.client.list(path, { ...filter, fields: this.select }), LISTS_AT_ONCE),
    );
  }

  private actualOf(row: NetboxRow): Actual {
    return { id: row.id, label: row.display ?? `#${row.id}`, values: valuesOf(this.resource, row) };
  }

  /** NetBox 4.5 refuses a whole object for one custom field it does not have, so one that could not be made is left out. */
  private bodyOf(values: Values): Record<string, unknown> {
    const usable = Object.entries(values).filter(([name]) => {
      const field = this.resource.fields[name];
      const isMissing =
        field?.shape === 'custom' &&
        this.identities.get(refTo(customField.name, wireName(name, field))) === undefined;
      return !isMissing;
    });
    return { ...wireOf(this.resource, Object.fromEntries(usable)) };
  }
}

function inChunks(filter: Narrowing): Narrowing[] {
  const [name, values] = Object.entries(filter)[0];
  return chunksOf(values, VALUES_AT_ONCE).map((some) => ({ [name]: some }));
}
