import { ValidateBy } from 'class-validator';
import { isIP } from 'node:net';
import { type Field, type FieldOptions } from '../core/model/field';
import { longText } from '../core/model/kinds';

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
  const lines = String(text)
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line) => line !== '' && !isNetwork(line));
}

function isNetwork(line: string): boolean {
  const [address, bits, ...rest] = line.split('/');
  const version = isIP(address);
  const isMask = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  return version !== 0 && isMask && rest.length === 0;
}
