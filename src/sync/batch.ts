import { type DataSource, In } from 'typeorm';
import { seenAmong } from '../core/crud/sight';
import { Invalid } from '../core/errors/errors';
import { type AnyModel, type AnyRow, type Fields } from '../core/model/define-model';
import { type SyncLink, syncLink } from '../models/sync-link.model';
import { type Stage } from './engine/stage';
import { type StoreTarget } from './engine/store';
import { type Target } from './engine/target';
import { cluster, virtualMachine } from './resources/inventory';

/** Single objects that somebody picked: machines of NetBox, or rows of a model that a stage fills. */
export interface Batch {
  readonly type: string;
  readonly ids: readonly number[];
}

/** As many rows as a page of a list can have. */
export const BATCH_MAX = 1000;

/** What a run looks at for a batch; what is left out is not narrowed. */
export interface BatchReach {
  /** The stage that fills the model. */
  readonly stages?: readonly string[];
  /** Ids of virtual machines in NetBox. */
  readonly machines?: readonly number[];
  /** Keys of Proxmox clusters. */
  readonly clusters?: readonly string[];
}

interface Kind {
  readonly model: AnyModel;
  readonly stage: string;
  /** The field that points at what the run is narrowed to. */
  readonly field: string;
  readonly isOfMachine: boolean;
}

/** Finds out what has to be read again so that picked objects are true. */
export class Batches {
  private readonly kinds: ReadonlyMap<string, Kind>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly models: readonly AnyModel[],
    stages: readonly Stage[],
  ) {
    this.kinds = new Map(kindsOf(models, stages).map((kind) => [kind.model.name, kind]));
  }

  /** Throws Invalid for a kind of object that cannot be picked, for too many of them, and for rows that are not there. */
  async reachOf({ type, ids }: Batch): Promise<BatchReach> {
    if (ids.length === 0) throw Invalid.of({ batch_object_ids: ['Pick at least one object.'] });
    if (ids.length > BATCH_MAX) {
      throw Invalid.of({
        batch_object_ids: [`Pick at most ${BATCH_MAX} objects at once: these are ${ids.length}.`],
      });
    }
    if (type === virtualMachine.name) return { machines: ids };
    const kind = this.kinds.get(type);
    if (!kind) {
      const known = [virtualMachine.name, ...this.kinds.keys()].join(', ');
      throw Invalid.of({
        batch_object_type: [`"${type}" is not a kind of object that can be picked. Choose from ${known}.`],
      });
    }
    const rows = await this.rowsOf(kind.model, ids);
    const pointed = [...new Set(rows.map((row) => Number(row[kind.field])))];
    const stages = [kind.stage];
    return kind.isOfMachine
      ? { stages, machines: pointed }
      : { stages, clusters: await this.keysOf(pointed) };
  }

  private async rowsOf(model: AnyModel, ids: readonly number[]): Promise<AnyRow[]> {
    const rows = await this.dataSource
      .getRepository<AnyRow>(model.name)
      .findBy({ id: seenAmong(this.models, model, ids) });
    const unknown = ids.filter((id) => !rows.some((row) => row.id === id));
    if (unknown.length === 0) return rows;
    throw Invalid.of({
      batch_object_ids: unknown.map((id) => `There is no ${model.label} with the id ${id}.`),
    });
  }

  private async keysOf(clusters: readonly number[]): Promise<string[]> {
    const links = await this.dataSource
      .getRepository<SyncLink>(syncLink.name)
      .findBy({ target: cluster.name, objectId: In([...clusters]) });
    const unknown = clusters.filter((id) => !links.some(({ objectId }) => objectId === id));
    if (unknown.length === 0) return links.map(({ key }) => key);
    throw Invalid.of({
      batch_object_ids: unknown.map(
        (id) => `No Proxmox cluster is known behind cluster ${id} of NetBox. Run a full sync first.`,
      ),
    });
  }
}

/** Names of the models whose rows can be picked. */
export function pickableModels(models: readonly AnyModel[], stages: readonly Stage[]): readonly string[] {
  return kindsOf(models, stages).map(({ model }) => model.name);
}

/** Models that a stage fills and whose rows hang on a machine or a cluster of NetBox. */
function kindsOf(models: readonly AnyModel[], stages: readonly Stage[]): Kind[] {
  return stages.flatMap(({ name: stage, parts }) =>
    parts.flatMap(({ target }) => {
      const model = models.find((one) => one.name === (target as Partial<StoreTarget> & Target).model);
      const isMachine = model && fieldAt(model, virtualMachine.objectType);
      const field = isMachine ?? (model && fieldAt(model, cluster.objectType));
      return model && field ? [{ model, stage, field, isOfMachine: isMachine !== undefined }] : [];
    }),
  );
}

/** The field that every row has and that points at an object of NetBox of this type. */
function fieldAt(model: AnyModel, objectType: string): string | undefined {
  const found = Object.entries(model.fields as Fields).find(
    ([, { externalType, isOptional }]) => externalType === objectType && !isOptional,
  );
  return found?.[0];
}
