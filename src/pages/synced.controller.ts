import { Controller, Get, Inject, Req, Res, type Type } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { Needs } from '../core/access/needs';
import { pascalCase } from '../core/model/naming';
import { named } from '../core/pages/named-controller';
import { withParameters } from '../core/pages/page-address';
import { pageAsked, paginationOf } from '../core/pages/pagination';
import { renderPage } from '../core/pages/render';
import { parametersOf } from '../core/pages/request-parameters';
import { syncLink } from '../models/sync-link.model';
import { nameOfCluster } from '../sync/cluster-names';
import { seenClusters } from '../sync/seen-clusters';
import { stateLabel } from './synced-cells';
import { type SyncedKind, syncedPath } from './synced-kinds';
import { SyncedObjects } from './synced-objects';
import { syncedQuery } from './synced-query';
import { SYNCED_STATES } from './synced-row';
import { syncedTable } from './synced-table';

/** The list of one kind of synced objects, with filters, order and pages. */
export function syncedController(kind: SyncedKind): Type {
  const path = syncedPath(kind);

  @Controller(path.slice(0, -1))
  class SyncedPages {
    constructor(
      @Inject(SyncedObjects) private readonly objects: SyncedObjects,
      @Inject(DataSource) private readonly dataSource: DataSource,
    ) {}

    @Get()
    @Needs(`view ${syncLink.name}`)
    async list(@Req() request: Request, @Res() response: Response): Promise<void> {
      const parameters = parametersOf(request);
      const query = syncedQuery(kind, parameters);
      const { page: wanted, perPage } = pageAsked(parameters);
      const [count, clusters, statuses] = await Promise.all([
        this.objects.count(kind, query),
        seenClusters(this.dataSource),
        this.objects.statuses(kind),
      ]);
      // Rows may have gone since the link was made.
      const page = Math.min(wanted, Math.max(1, Math.ceil(count / perPage)));
      const rows = await this.objects.page(kind, query, { limit: perPage, offset: (page - 1) * perPage });
      await renderPage(response, 'synced/list.njk', {
        title: kind.labelPlural,
        path,
        filter: Object.fromEntries(parameters),
        clusters: clusters.map((key) => ({ key, label: nameOfCluster(key) })),
        statuses,
        states: SYNCED_STATES.map((state) => ({ state, label: stateLabel(state) })),
        table: syncedTable(kind.labelPlural, kind.columns, rows, { path, parameters }),
        pagination: paginationOf({ count, isEstimate: false }, { page, perPage }, path, parameters),
        here: withParameters(path, parameters, {}),
      });
    }
  }
  return named(SyncedPages, `${pascalCase(kind.path)}SyncedPages`);
}
