import { Controller, Get, Inject, Res } from '@nestjs/common';
import { type Response } from 'express';
import { Needs } from '../core/access/needs';
import { currentSight } from '../core/crud/sight';
import { NotAllowed } from '../core/errors/errors';
import { Describe } from '../core/openapi/describe';
import { Metrics } from './metrics';

/** For Prometheus, which signs in with an `Authorization` header as every script does. */
@Controller('metrics')
@Needs('read metrics')
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  @Describe({
    operationId: 'metrics_retrieve',
    summary: 'Metrics for Prometheus',
    tag: 'Health',
    answers: {
      200: {
        description: 'Text in the format of Prometheus.',
        schema: { type: 'string' },
        contentTypes: ['text/plain'],
      },
    },
  })
  async read(@Res() response: Response): Promise<void> {
    if (currentSight()) {
      throw new NotAllowed('These numbers count every endpoint, and you may see some of them only.');
    }
    const text = await this.metrics.text();
    response.setHeader('Content-Type', this.metrics.contentType);
    response.send(text);
  }
}
