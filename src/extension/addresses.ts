import { type AnyModel } from '../core/model/define-model';
import { detailPath, PAGES } from '../core/pages/page-address';
import { type SyncRun, syncRun } from '../models/sync-run.model';

/** Where the page about an object of NetBox is. */
export function objectPath(objectType: string, id: number | string): string {
  return `${PAGES}/inside/${objectType}/${id}/`;
}

/** Where the page about a guest is, by the id of its machine in NetBox. */
export function guestPath(id: number): string {
  return `${PAGES}/virtual-machines/${id}/`;
}

/** Where the page of a run is. */
export function runHref(run: SyncRun): string {
  return detailPath(syncRun as AnyModel, run.id);
}
