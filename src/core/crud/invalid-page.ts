import { Invalid } from '../errors/errors';

/** A page of a list that cannot be; NetBox answers it with a list of sentences, not by parameter. */
export class InvalidPage extends Invalid {}
