import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { type Request } from 'express';
import { CurrentIdentity } from '../core/access/current-identity';
import { type Identity } from '../core/access/identity';
import { Needs } from '../core/access/needs';
import { RowJson } from '../core/crud/row-json';
import { type JsonObject } from '../core/crud/serializer';
import { API_ROOT } from '../core/http/api-root';
import { Describe } from '../core/openapi/describe';
import { syncRun } from '../models/sync-run.model';
import { checkedBody } from './checked-body';
import { DecisionBody, partOf } from './decision-body';
import { FollowUps } from './follow-ups';
import { applyRun, approveRun, decideRun, resumeRun, undoRun } from './follow-up-routes';
import { PlanDecisions } from './plan-decisions';
import { idOf } from './row-id';
import { type Follows } from './sync-params';

const decisionBody = checkedBody(DecisionBody);

/** Runs that follow a run that has ended. Each answers with the new run, which goes on in the background. */
@Controller(`${API_ROOT}/${syncRun.path}`)
export class FollowUpsController {
  constructor(
    @Inject(FollowUps) private readonly followUps: FollowUps,
    @Inject(PlanDecisions) private readonly decisions: PlanDecisions,
    @Inject(RowJson) private readonly rows: RowJson,
  ) {}

  /** Does what the run held back because it was too much at once, as far as it is still so. */
  @Post(':id/approve/')
  @Needs('apply')
  @HttpCode(201)
  @Describe(approveRun)
  approve(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
  ): Promise<JsonObject> {
    return this.follow(id, 'approval', identity, request);
  }

  /** Does what the run planned and did not get to. */
  @Post(':id/resume/')
  @Needs('apply')
  @HttpCode(201)
  @Describe(resumeRun)
  resume(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
  ): Promise<JsonObject> {
    return this.follow(id, 'resumption', identity, request);
  }

  /** Does what was accepted of the plan of the run, as far as it is still to be done. */
  @Post(':id/apply/')
  @Needs('apply')
  @HttpCode(201)
  @Describe(applyRun)
  apply(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
  ): Promise<JsonObject> {
    return this.follow(id, 'acceptance', identity, request);
  }

  /** Says of changes that are still to be made whether they are wanted. */
  @Post(':id/decisions/')
  @Needs('apply')
  @HttpCode(200)
  @Describe(decideRun)
  async decide(@Param('id') id: string, @Body(decisionBody) body: DecisionBody): Promise<{ count: number }> {
    return { count: await this.decisions.decide(idOf(id), body.decision, partOf(body)) };
  }

  /** Takes back what the run did, as far as nobody touched it since. */
  @Post(':id/undo/')
  @Needs('undo')
  @HttpCode(201)
  @Describe(undoRun)
  undo(
    @Param('id') id: string,
    @CurrentIdentity() identity: Identity | undefined,
    @Req() request: Request,
  ): Promise<JsonObject> {
    return this.follow(id, 'undoing', identity, request);
  }

  private async follow(
    id: string,
    purpose: Follows['purpose'],
    identity: Identity | undefined,
    request: Request,
  ): Promise<JsonObject> {
    const run = await this.followUps.start(idOf(id), purpose, identity?.username ?? '');
    return this.rows.of(syncRun, run, request);
  }
}
