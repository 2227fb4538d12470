import { parseProperties } from './property-string';
import { type WireRow } from './wire-row';

/** Reads the `color-map` of `tag-style` in `GET /cluster/options`: `prod:ff0000;test:00ff00:ffffff`, background first. */
export function tagColorsOf(options: WireRow): ReadonlyMap<string, string> {
  const style = options.text('tag-style');
  const map =
    style === undefined ? options.object('tag-style').text('color-map') : parseProperties(style)['color-map'];
  const entries = (map ?? '').split(';').map((entry) => entry.split(':'));
  return new Map(
    entries
      .filter(([tag, color]) => tag !== '' && /^[0-9a-f]{6}$/i.test(color ?? ''))
      .map(([tag, color]) => [tag, color.toLowerCase()]),
  );
}
