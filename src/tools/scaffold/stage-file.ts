import { Invalid } from '../../core/errors/errors';
import { type AnyModel, type Fields } from '../../core/model/define-model';
import { writeListed } from './listed';
import { type Names, namesOf, pluralOf } from './names';

const LIST = 'src/sync/stages/index.ts';

/**
 * Writes `src/sync/stages/<name>.stage.ts`, which fills a model, and its line in the list; gives the paths below `root`.
 * Throws Invalid.
 */
export function writeStage(
  root: string,
  names: Names,
  { models, stages, fills }: { models: readonly AnyModel[]; stages: readonly string[]; fills?: string },
): string[] {
  if (stages.includes(names.name)) {
    throw new Invalid(`Stage ${names.name} exists already; nothing was written.`);
  }
  const model = modelToFill(names.name, models, fills);
  const file = `src/sync/stages/${names.name}.stage.ts`;
  writeListed(root, file, stageText(names, model), LIST, {
    value: names.value,
    module: `./${names.name}.stage`,
  });
  return [file, LIST];
}

/** A stage is called as its model, or as many of them. */
function modelToFill(stage: string, models: readonly AnyModel[], wanted: string | undefined): AnyModel {
  const found = models.find(({ name }) =>
    wanted === undefined ? name === stage || pluralOf(name) === stage : name === wanted,
  );
  if (found) return found;
  throw new Invalid(
    wanted === undefined
      ? `There is no model that is called as stage ${stage}. Write one with npm run new:model -- ${stage}, or say which ` +
          `one the stage fills: npm run new:stage -- ${stage} --model proxmox-storage`
      : `There is no model "${wanted}" to fill; there are ${models.map(({ name }) => name).join(', ')}.`,
  );
}

function stageText({ name, value, label }: Names, model: AnyModel): string {
  const { value: modelValue } = namesOf([model.name], 'model', 'vm-tag');
  const fields = Object.entries(model.fields as Fields);
  const values = fields.map(([field, { kind }]) => `      // ${kind}\n      ${field}: undefined,`);
  return `import { from, map } from 'rxjs';
import { ${modelValue} as model } from '../../models/${model.name}.model';
import { defineStage, type ItemOf, part } from '../engine/stage';
import { store } from '../engine/store';
import { type Source } from '../source/source';

// A resource of sync/resources instead fills objects of NetBox.
const target = store(model);

/** What \`read\` hands to the row. */
interface Found {
  source: Source;
  found: string;
}

/** One object. Its key is for ever: what makes it the same one in Proxmox, nothing that may change. */
export function ${value}Row({ source, found }: Found): ItemOf<typeof target> {
  return {
    key: \`\${source.key}/${model.name}/\${found}\`,
    label: found,
    // undefined is "not known now": what is stored stays. A row of another stage is refTo('cluster', source.key).
    values: {
${values.join('\n')}
    },
  };
}

/** What the stage finds in Proxmox, in a sentence. */
export const ${value} = defineStage({
  name: '${name}',
  label: '${label}',
  after: ['devices'],
  importance: 'optional',
  parts: [
    part({
      target,
      // Fetches and joins, and decides nothing: source.guests(), source.nodes() … Here it finds nothing yet.
      read: (source) => from<string[]>([]).pipe(map((found) => ({ source, found }))),
      row: ${value}Row,
      // Whether Proxmox would have told of an object that is still there: source.sees('/vms', 'VM.Audit').
      covers: () => false,
      whenGone: 'keep',
    }),
  ],
});
`;
}
