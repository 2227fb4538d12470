import { type Draft, type Fields, type Model } from '../../core/model/define-model';
import { type Rules } from '../../core/plan/plan-object';
import { type Values } from '../../core/plan/value';
import { type Target } from './target';

/** A target in our own database: one of the models. */
export interface StoreTarget<V = Record<string, unknown>> extends Target<V> {
  readonly model: string;
}

interface StoreOptions<F extends Fields> {
  /** Fields that people may change: filled once, then left alone. */
  curated?: readonly (keyof F & string)[];
  /** See `Target.isLog`. */
  isLog?: boolean;
}

/** Our own table of a model as a target; rows are recognised by the identity of the model. */
export function store<F extends Fields>(
  model: Model<F>,
  options: StoreOptions<F> = {},
): StoreTarget<Draft<Model<F>>> {
  const curated = new Set<string>(options.curated);
  const rules: Rules = Object.fromEntries(
    Object.keys(model.fields).map((name) => [name, curated.has(name) ? 'theirs' : 'ours']),
  );
  return {
    name: model.name,
    label: model.label,
    model: model.name,
    rules,
    adoptBy: [(values) => identityOf(model, values)],
    blockedBy: [],
    isLog: options.isLog,
  };
}

function identityOf<F extends Fields>(model: Model<F>, values: Values): string | undefined {
  const parts = model.identity.map((name) => values[name]);
  const isWhole = parts.every((part) => typeof part === 'string' || typeof part === 'number');
  return isWhole ? JSON.stringify(parts) : undefined;
}
