import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { type KnownRequest } from '../access/identity';
import { needOf } from '../access/needs';
import { isOpen } from '../access/open';
import { NotFound } from '../errors/errors';
import { API_ROOT, PAGE_ROOT } from '../http/api-root';
import { type AnyModel, type AnyRow } from '../model/define-model';
import { aboutRowOf } from './about-row';
import { isPossibleId } from './drafts';
import { ModelList } from './model-list';
import { seeing, seenAmong, type Sight } from './sight';

/**
 * Lets every route see what its caller may, and no more. Whatever lies below the address of a row, such as its stream or
 * what can be done with it, is not there for those who do not see the row.
 */
@Injectable()
export class SightInterceptor implements NestInterceptor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: ModelList,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const [action, controller] = [context.getHandler(), context.getClass()];
    // Nobody in particular sees nothing; a program without a guard is open to everybody.
    const nobody: Sight = isOpen(action, controller) ? [] : undefined;
    const sight = request.identity ? request.identity.sightFor(needOf(action, controller)) : nobody;
    if (request.identity && sight) await seeing(sight, () => this.demandRow(request, aboutRowOf(controller)));
    return new Observable((subscriber) => seeing(sight, () => next.handle().subscribe(subscriber)));
  }

  private async demandRow({ route, params }: KnownRequest, about: AnyModel | undefined): Promise<void> {
    // The pattern of the route: what was called may be written in other letters.
    const model = about ?? this.modelBelow(String((route as { path?: unknown }).path));
    const id = Number(params.id);
    if (model?.scope === undefined || params.id === undefined || !isPossibleId(id)) return;
    const rows = this.dataSource.getRepository<AnyRow>(model.name);
    const isSeen = await rows.existsBy({ id: seenAmong(this.models.all, model, [id]) });
    if (!isSeen) throw new NotFound(`No ${model.className} matches the given query.`);
  }

  /** The model at whose address, or below, a path is. */
  private modelBelow(path: string): AnyModel | undefined {
    return this.models.all.find((model) =>
      [API_ROOT, PAGE_ROOT].some((root) => path.startsWith(`${root}/${model.path}/`)),
    );
  }
}
