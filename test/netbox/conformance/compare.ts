import { differenceOf } from '../../recordings/difference';
import { normalised } from './normalise';
import { type Answer, type Side } from './side';
import { type Step } from './step';

/** What tells one server from another, whatever is asked: prose, libraries, the names of accounts. */
const alwaysAny =
  /\.(help_text|django-version|hostname|python-version|user_name|request_id|last_login|last_used|date_joined)$|\.installed_apps|^\.rq-workers-running$/;

/** How the answer of the simulated NetBox differs from the real one's, '' where it does not. */
export function compare(
  step: Step,
  real: { side: Side; answer: Answer },
  simulated: { side: Side; answer: Answer },
): string {
  if (step.any && real.answer.status >= 300 && simulated.answer.status === real.answer.status) return '';
  const isAny = (at: string): boolean => alwaysAny.test(at) || step.any?.test(at) === true;
  const [wanted, got] = [real, simulated].map(({ side, answer }) => ({
    status: answer.status,
    body: normalised(step, answer, side),
  }));
  const difference = differenceOf(wanted, got, isAny);
  return difference !== '' ? difference : headerDifference(real.answer, simulated.answer);
}

function headerDifference({ headers: wanted }: Answer, { headers: got }: Answer): string {
  const shape = (name: string, value: string | undefined): string | undefined => {
    if (name === 'allow') return value?.split(', ').sort().join(', ');
    if (name === 'location') return value?.replace(/^https?:\/\/[^/]+/, '').replace(/\d+/g, '<id>');
    if (name === 'content-type') return value?.split(';')[0];
    return name === 'etag' ? value?.replace(/".*"/, '"…"') : value;
  };
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
    const [left, right] = [shape(name, wanted[name]), shape(name, got[name])];
    if (left !== right) return `header ${name}: ${String(right)} instead of ${String(left)}`;
  }
  return '';
}
