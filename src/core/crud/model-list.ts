import { type AnyModel, type Fields } from '../model/define-model';

/** A field of one model that points at another. */
export interface Dependent {
  readonly model: AnyModel;
  readonly field: string;
  readonly onDelete: 'CASCADE' | 'SET NULL' | 'RESTRICT';
}

/** All models of the program, for code that follows references. */
export class ModelList {
  readonly #byName: ReadonlyMap<string, AnyModel>;

  constructor(readonly all: readonly AnyModel[]) {
    this.#byName = new Map(all.map((model) => [model.name, model]));
  }

  /** The model that keeps the names of objects of another program, if there is one. */
  get mirror(): AnyModel | undefined {
    return this.all.find((model) => model.mirror);
  }

  /** Throws when there is no such model: a mistake in the program, not in a request. */
  named(name: string): AnyModel {
    const model = this.#byName.get(name);
    if (!model)
      throw new Error(`There is no model "${name}"; the list has ${[...this.#byName.keys()].join(', ')}.`);
    return model;
  }

  /** The fields of all models that point at this one. */
  dependentsOf(target: AnyModel): Dependent[] {
    return this.all.flatMap((model) =>
      Object.entries(model.fields as Fields).flatMap(([field, { reference }]) =>
        reference?.model === target.name ? [{ model, field, onDelete: reference.onDelete }] : [],
      ),
    );
  }
}
