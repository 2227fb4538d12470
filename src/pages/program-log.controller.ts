import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { DataSource } from 'typeorm';
import { CurrentIdentity } from '../core/access/current-identity';
import { type KnownIdentity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { ModelList } from '../core/crud/model-list';
import { LogWatch } from '../core/jobs/log-watch';
import { type AnyModel } from '../core/model/define-model';
import { ModelPages } from '../core/pages/model-pages';
import { renderPage } from '../core/pages/render';
import { parametersOf } from '../core/pages/request-parameters';
import { type ProgramLogEntry, programLogEntry } from '../models/program-log-entry.model';
import { logLines, logSwitch, PROGRAM_LOG_PATH } from './log-lines';
import { LogPage } from './log-page';

const model = programLogEntry as AnyModel;

/** What the program has written on its consoles, newest first, and live. */
@Controller(PROGRAM_LOG_PATH.slice(0, -1))
@Needs(`view ${programLogEntry.name}`)
export class ProgramLogController {
  private readonly page: LogPage;

  constructor(
    @Inject(ModelPages) pages: ModelPages,
    @Inject(ModelList) models: ModelList,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {
    // The program may write at any time.
    const watch = new LogWatch(dataSource, models.all, model, () => Promise.resolve(true));
    this.page = new LogPage(model, PROGRAM_LOG_PATH, pages, models, watch);
  }

  @Get()
  async show(
    @CurrentIdentity() identity: KnownIdentity | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { rows, view } = await this.page.show(parametersOf(request));
    const lines = rows as unknown as ProgramLogEntry[];
    await renderPage(response, 'logs/logs.njk', {
      ...view,
      title: 'Program log',
      subtitle: 'What the program has written, newest first.',
      logs: logSwitch(PROGRAM_LOG_PATH, identity),
      moduleLabel: 'Part',
      modules: await this.modules(),
      lines: logLines(lines, ({ process }) => ({ label: process })),
    });
  }

  @Get('stream')
  async stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.page.stream(request, response);
  }

  private async modules() {
    const rows = await this.dataSource.query<{ module: string }[]>(
      `SELECT DISTINCT "module" FROM "${model.table}" WHERE "module" <> '' ORDER BY 1`,
    );
    return rows.map(({ module }) => ({ name: module, label: module }));
  }
}
