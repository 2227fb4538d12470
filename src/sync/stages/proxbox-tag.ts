import { refTo } from '../../core/plan/value';

/** Slug of the tag that marks what Proxbox made. */
export const PROXBOX_TAG = 'proxbox';

/** Every object carries our tag, beside those of others. */
export const proxboxTags = [refTo('tag', PROXBOX_TAG)] as const;
