import { Any, type EntityManager, In, type ObjectLiteral, type Repository } from 'typeorm';
import { type FieldErrors, Invalid, NotAllowed, Refused } from '../errors/errors';
import { logChanges, type Namer } from '../features/change-log';
import { readChangeMessage } from '../features/change-message';
import { customFieldProblem, mergeCustomFields } from '../features/custom-field-values';
import { customFieldsOf, takenCustomValues } from '../features/custom-fields';
import { secretChange } from '../features/snapshot';
import { deleteJournals, wakeOf } from '../features/wake';
import { readTagChange } from '../features/tag-changes';
import { resolveTags, type TagsAfter } from '../features/resolve-tags';
import { type Author } from '../model/author';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { type Work } from '../model/effects';
import { visibleColumns } from './columns';
import { hasAny, isPossibleId, newDraft } from './drafts';
import { completeExternals } from './external-references';
import { type Input, type InputMode, objectOf, readInput } from './input';
import { insertRows } from './insert-rows';
import { InvalidRows } from './invalid-rows';
import { type ExternalObjects, LinkResolver } from './links';
import { type ModelList } from './model-list';
import { ReferenceFinder } from './references';
import { addUniqueErrors } from './unique-values';
import { seenAmong } from './sight';
import { idsAlike } from './upsert';

/** What a request says about one row. */
interface RowInput extends Input {
  readonly tagsAfter?: TagsAfter;
  /** As it was sent. */
  readonly customFields?: unknown;
  readonly message?: string;
}

type Values = Record<string, unknown>;

const OUT_OF_SIGHT = 'This belongs to something that you may not do it with.';

/** Looks at a row that is held for a write, and throws when it must not be written. */
export type Precondition = (row: AnyRow) => void;

/** Writes rows of one model in a running transaction, with everything that hangs on them. */
export class RowWriter {
  private readonly work: Work;
  private readonly namesOf: Namer;

  constructor(
    private readonly model: AnyModel,
    private readonly models: ModelList,
    private readonly external: ExternalObjects,
    private readonly manager: EntityManager,
    author: Author,
  ) {
    this.work = { manager, models: models.all, author };
    const links = new LinkResolver(manager, models, external);
    this.namesOf = (of, rows) => links.displays(of, rows);
  }

  /** Makes rows of JSON objects, or changes those of the same identity where the model wants that; all or none. Throws InvalidRows. */
  async insert(items: readonly unknown[]): Promise<AnyRow[]> {
    const inputs = await this.read(items, 'create');
    const filled = this.model.effects.fill?.(this.work.author);
    const features = await this.featuresOf(inputs);
    const drafts = inputs.map((input, index) => {
      const draft = newDraft(this.model, { ...filled, ...input.values });
      return { ...draft, ...this.model.effects.follow?.(draft), ...features[index] };
    });
    const errors: FieldErrors[] = [];
    for (const [index, input] of inputs.entries()) errors.push(await this.problems(input, drafts[index]));
    if (errors.some(hasAny)) throw new InvalidRows(errors);
    const known = this.model.isUpsert ? await idsAlike(this.manager, this.model, this.models, drafts) : [];
    const places = drafts.flatMap((_draft, index) => (known[index] === undefined ? [index] : []));
    const ids = await this.insertAt(places, drafts);
    const made = await this.load([...ids.values()]);
    for (const row of made) await this.model.effects.stored?.(this.work, row);
    await this.model.effects.settled?.(
      this.work,
      made.map((after) => ({ after })),
    );
    await logChanges(
      this.work,
      this.model,
      made.map((after, index) => ({
        after,
        secrets: secretChange({}, this.secretsIn(inputs[places[index]])),
        message: inputs[places[index]].message,
      })),
      this.namesOf,
    );
    if (made.length === items.length) return made;
    const changes = items.flatMap((item, index): [number, unknown][] =>
      known[index] === undefined ? [] : [[known[index], item]],
    );
    await this.change(new Map(changes), 'merge');
    return this.load(items.map((_item, index) => known[index] ?? ids.get(index)!));
  }

  /** Stores the drafts at these places, and gives their ids by place. */
  private async insertAt(places: readonly number[], drafts: readonly Values[]): Promise<Map<number, number>> {
    const some = places.map((place) => drafts[place]);
    try {
      const ids = await insertRows(this.manager, this.model, this.models, some);
      return new Map(places.map((place, index) => [place, ids[index]]));
    } catch (error) {
      if (!(error instanceof InvalidRows)) throw error;
      throw new InvalidRows(drafts.map((_draft, place) => error.rows[places.indexOf(place)] ?? {}));
    }
  }

  /** Changes rows by JSON objects, all or none; ids that do not exist are left out. Throws Invalid. */
  async change(
    byId: ReadonlyMap<number, unknown>,
    mode: InputMode,
    mayWrite?: Precondition,
  ): Promise<AnyRow[]> {
    const known = await this.lock([...byId.keys()]);
    if (mayWrite) for (const row of known.values()) mayWrite(row);
    const ids = [...byId.keys()].filter((id) => known.has(id));
    const inputs = await this.read(
      ids.map((id) => byId.get(id)),
      mode,
      ids,
    );
    const secrets = await this.secretsOf(ids, inputs);
    const opened = await this.replacedSecrets(ids, inputs);
    const features = await this.featuresOf(
      inputs,
      ids.flatMap((id) => known.get(id) ?? []),
    );
    for (const [index, id] of ids.entries()) {
      const before = known.get(id);
      const given = { ...inputs[index].values, ...features[index] };
      const following = this.model.effects.follow?.({ ...before, ...given });
      const values: Values = { ...given, ...following };
      const row = { ...before, ...secrets.get(id), ...values };
      const problems = await this.problems(inputs[index], row, before);
      if (hasAny(problems)) throw Invalid.of(problems);
      // An empty SET is no SQL; the moment of the change is recorded all the same, as in NetBox.
      const isEmpty = Object.keys(values).length === 0;
      await this.manager.update<ObjectLiteral>(
        this.model.name,
        { id },
        isEmpty ? { lastUpdated: new Date() } : values,
      );
    }
    const rows = await this.load(ids);
    for (const row of rows) await this.model.effects.stored?.(this.work, row, known.get(row.id));
    await this.model.effects.settled?.(
      this.work,
      rows.map((after) => ({ after, before: known.get(after.id) })),
    );
    await logChanges(
      this.work,
      this.model,
      rows.map((after, index) => ({
        before: known.get(after.id),
        after,
        secrets: secretChange(opened?.get(after.id), this.secretsIn(inputs[index])),
        message: inputs[index].message,
      })),
      this.namesOf,
    );
    return rows;
  }

  /** Deletes rows, with all that goes along, and gives how many of them there were. `messages` says why, by id. */
  async delete(
    ids: readonly number[],
    messages: ReadonlyMap<number, string | undefined>,
    mayWrite?: Precondition,
  ): Promise<number> {
    const known = await this.lock(ids);
    if (known.size === 0) return 0;
    if (mayWrite) for (const row of known.values()) mayWrite(row);
    const wake = await wakeOf(this.manager, this.models, this.model, [...known.values()]);
    const { deleted, detached } = wake;
    // Afterwards what they are called by may be gone too.
    const names = new Map<AnyRow, string>();
    for (const [model, rows] of deleted) {
      const some = model.isLogged ? await this.namesOf(model, rows) : [];
      some.forEach((name, index) => names.set(rows[index], name));
    }
    await this.repository().delete({ id: In([...known.keys()]) });
    await deleteJournals(this.manager, wake);
    for (const [model, rows] of deleted) {
      await model.effects.deleted?.(this.work, rows);
      const isOwn = model === this.model;
      const changes = rows.map((before) => ({
        before,
        ...(isOwn && { message: messages.get(before.id) }),
      }));
      await logChanges(this.work, model, changes, (_model, gone) =>
        Promise.resolve(gone.map((row) => names.get(row)!)),
      );
    }
    for (const [model, before] of detached) await this.logDetached(model, before);
    return known.size;
  }

  /** The database has emptied a reference of these rows: that counts as a change of theirs, as in NetBox. */
  private async logDetached(model: AnyModel, before: ReadonlyMap<number, AnyRow>): Promise<void> {
    const rows = this.manager.getRepository<AnyRow>(model.name);
    const ids = [...before.keys()];
    await this.manager.update<ObjectLiteral>(model.name, { id: Any(ids) }, { lastUpdated: new Date() });
    const after = await rows.find({ where: { id: Any(ids) }, select: visibleColumns(model) });
    await logChanges(
      this.work,
      model,
      after.map((row) => ({ before: before.get(row.id), after: row })),
      this.namesOf,
    );
  }

  private async read(
    items: readonly unknown[],
    mode: InputMode,
    ids: readonly number[] = [],
  ): Promise<RowInput[]> {
    const inputs = items.map((item) => readInput(this.model, item, mode));
    const finder = new ReferenceFinder(this.manager, this.models);
    await finder.complete(this.model, inputs);
    await completeExternals(this.external, this.model, inputs);
    await addUniqueErrors(this.manager, this.model, inputs, ids);
    const said = items.map((item) => readChangeMessage(objectOf(item)));
    inputs.forEach((input, index) => Object.assign(input.errors, said[index].errors));
    const tags = this.model.isPlain ? [] : await this.readTags(items, inputs, finder);
    return inputs.map((input, index) => ({
      ...input,
      customFields: objectOf(items[index]).custom_fields,
      message: said[index].message,
      ...(tags[index] && { tagsAfter: tags[index] }),
    }));
  }

  /** What becomes of the tags of each row; what is wrong with them is added to the errors of its input. */
  private async readTags(
    items: readonly unknown[],
    inputs: readonly Input[],
    finder: ReferenceFinder,
  ): Promise<(TagsAfter | undefined)[]> {
    const changes = items.map((item) => readTagChange(objectOf(item)));
    const tags = await resolveTags(
      changes.map(({ change }) => change),
      this.manager,
      finder,
    );
    return inputs.map(({ errors }, index) => {
      const found = tags[index];
      Object.assign(errors, changes[index].errors, found && 'errors' in found && found.errors);
      return found && 'after' in found ? found.after : undefined;
    });
  }

  /** What each row has beside its fields, by column; what is wrong with it is added to the errors of its input. */
  private async featuresOf(inputs: readonly RowInput[], rows: readonly AnyRow[] = []): Promise<Values[]> {
    const fields = await customFieldsOf(this.manager, this.model);
    const merged = inputs.map((input, index) => {
      if (fields.length === 0) return undefined;
      const found = mergeCustomFields(fields, input.customFields, rows[index]?.customFieldData);
      if ('data' in found) return { id: rows[index]?.id, data: found.data };
      Object.assign(input.errors, found.errors);
      return undefined;
    });
    const taken = await takenCustomValues(this.manager, this.model, fields, merged);
    return inputs.map((input, index) => {
      const data = merged[index]?.data;
      const problem = data && (customFieldProblem(fields, data) ?? taken[index]);
      if (problem !== undefined) input.errors.__all__ = [problem];
      return {
        ...(input.tagsAfter && { tagIds: input.tagsAfter(rows[index]?.tagIds ?? []) }),
        ...(data && { customFieldData: data }),
      };
    });
  }

  /** The rule over several fields is asked only when each field by itself is right. */
  private async problems(input: Input, row: Values, before?: AnyRow): Promise<FieldErrors> {
    if (hasAny(input.errors)) return input.errors;
    return this.model.check(row) ?? (await this.model.effects.check?.(this.work, row, before)) ?? {};
  }

  /** The rows as they are now, held until the transaction ends. */
  private async lock(ids: readonly number[]): Promise<Map<number, AnyRow>> {
    const rows = await this.repository().find({
      where: { id: seenAmong(this.models.all, this.model, ids.filter(isPossibleId)) },
      select: visibleColumns(this.model),
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * The stored secrets that rules over several fields look at. Those that the input brings are not opened: entering a
   * secret again is the way out when the key that sealed it is lost.
   */
  private async secretsOf(ids: readonly number[], inputs: readonly Input[]): Promise<Map<number, AnyRow>> {
    const fields = this.model.fields as Fields;
    const needed = Object.keys(fields).filter(
      (name) => fields[name].isSecret && inputs.some(({ values }) => values[name] === undefined),
    );
    if (needed.length === 0) return new Map();
    const select = Object.fromEntries(['id', ...needed].map((name) => [name, true]));
    const rows = await this.repository().find({ where: { id: In([...ids]) }, select });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The secrets that a change replaces, for the log to see whether they differ; undefined when they cannot be opened. */
  private async replacedSecrets(
    ids: readonly number[],
    inputs: readonly Input[],
  ): Promise<Map<number, AnyRow> | undefined> {
    const names = new Set(inputs.flatMap((input) => Object.keys(this.secretsIn(input))));
    if (names.size === 0) return new Map();
    const select = Object.fromEntries(['id', ...names].map((name) => [name, true]));
    try {
      const rows = await this.repository().find({ where: { id: In([...ids]) }, select });
      return new Map(rows.map((row) => [row.id, row]));
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  private secretsIn({ values }: Input): Values {
    const fields = this.model.fields as Fields;
    return Object.fromEntries(Object.entries(values).filter(([name]) => fields[name]?.isSecret));
  }

  /** The rows as they are after the write, which must not lead out of sight. */
  private async load(ids: readonly number[]): Promise<AnyRow[]> {
    const rows = await this.repository().find({
      where: { id: seenAmong(this.models.all, this.model, ids) },
      select: visibleColumns(this.model),
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    if (ids.some((id) => !byId.has(id))) throw new NotAllowed(OUT_OF_SIGHT);
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  private repository(): Repository<AnyRow> {
    return this.manager.getRepository<AnyRow>(this.model.name);
  }
}
