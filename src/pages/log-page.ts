import { type Request, type Response } from 'express';
import { type ModelList } from '../core/crud/model-list';
import { type Filter } from '../core/crud/lookups';
import { sendEvents, textOf } from '../core/http/server-sent-events';
import { type LogWatch } from '../core/jobs/log-watch';
import { type AnyModel, type AnyRow, type Fields } from '../core/model/define-model';
import { type ModelPages, pageQuery } from '../core/pages/model-pages';
import { withParameters } from '../core/pages/page-address';
import { pageAsked, paginationOf } from '../core/pages/pagination';
import { parametersOf } from '../core/pages/request-parameters';
import { levelTabs } from './log-lines';

/** A browser asks again so soon after a stream has ended. */
const AGAIN_MS = 10_000;

/** What the pages of logs have in common: filters, lines with the newest first, and a stream that tells of new ones. */
export class LogPage {
  constructor(
    private readonly model: AnyModel,
    private readonly path: string,
    private readonly pages: ModelPages,
    private readonly models: ModelList,
    private readonly watch: LogWatch,
  ) {}

  /** The lines that an address asks for, and what the template shows around them. */
  async show(parameters: URLSearchParams, within: readonly Filter[] = []) {
    const { model, path } = this;
    const asked = pageAsked(parameters);
    const query = pageQuery(model, this.models, filtersIn(parameters), asked);
    // Before the lines: what comes meanwhile is told by the stream.
    const newest = await this.watch.newest();
    const { rows, ...counted } = await this.pages.store(model).list({
      ...query,
      filters: [...query.filters, ...within],
      ordering: [{ name: 'id', isDescending: true }],
    });
    const { choices = {} } = (model.fields as Fields).level;
    const view = {
      path,
      here: withParameters(path, parameters, {}),
      tabs: levelTabs(path, parameters),
      filter: Object.fromEntries(parameters),
      levels: parameters.getAll('level'),
      levelChoices: Object.entries(choices).map(([value, { label }]) => ({ value, label })),
      // Older pages stay as they are.
      streamPath: asked.page === 1 ? `${path}stream/?after=${newest}` : undefined,
      pagination: paginationOf(counted, asked, path, parameters),
    };
    return { rows: rows as readonly AnyRow[], view };
  }

  /** Says that there are new lines; they are shown by the page. */
  async stream(request: Request, response: Response): Promise<void> {
    const seen = request.get('last-event-id') ?? parametersOf(request).get('after') ?? '';
    const after = /^\d{1,15}$/.test(seen) ? Number(seen) : await this.watch.newest();
    await sendEvents(response, (signal) => this.frames(after, signal));
  }

  private async *frames(after: number, signal: AbortSignal): AsyncGenerator<string> {
    yield `retry: ${AGAIN_MS}\n\n`;
    for await (const last of this.watch.watch(after, signal)) {
      yield textOf([{ id: String(last), event: 'log', data: { last } }]);
    }
  }
}

/** The run is no field of a line. */
function filtersIn(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...parameters].filter(([name, value]) => name !== 'run' && value !== ''));
}
