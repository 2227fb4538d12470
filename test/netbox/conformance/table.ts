import { access } from './access';
import { addresses } from './addresses';
import { bulk, deletions } from './bulk';
import { extras } from './extras';
import { network } from './network';
import { organization } from './organization';
import { type Step } from './step';
import { changes, lists, transport } from './transport';
import { virtualization } from './virtualization';

/** Everything that is asked, in order: what makes objects, what looks for them, what deletes them. */
export const table: Step[] = [
  ...organization,
  ...transport,
  ...virtualization,
  ...network,
  ...addresses,
  ...extras,
  ...lists,
  ...changes,
  ...access,
  ...bulk,
  ...deletions,
];
