import { ValidateBy } from 'class-validator';
import { type Field, type FieldOptions } from '../core/model/field';
import { longText } from '../core/model/kinds';
import { isNetwork, networksOf } from '../core/outgoing/address-policy';

/** Networks, one per line: `10.0.0.0/8`, `fd00::/8`, or single addresses. */
export function networks(options: FieldOptions<string>): Field<string> {
  const field = longText(options) as Field<string>;
  return { ...field, rules: [...field.rules, areNetworks] };
}

const areNetworks = ValidateBy({
  name: 'areNetworks',
  validator: {
    validate: (text: unknown) => wrongLines(text).length === 0,
    defaultMessage: (of) =>
      `${wrongLines(of?.value).join(', ')}: not a network such as 10.0.0.0/8 or fd00::/8; write one per line.`,
  },
});

function wrongLines(text: unknown): string[] {
  return networksOf(String(text)).filter((line) => !isNetwork(line));
}
