import {
  Body,
  Controller,
  Get,
  HttpStatus,
  HttpException,
  Logger,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { type Request, type Response } from 'express';
import { messageOf, NotAllowed, Unreachable } from '../errors/errors';
import { Describe } from '../openapi/describe';
import { SecretBox } from '../secrets/secret-box';
import { type AuditNote, AuditTrail } from './audit-trail';
import { csrfTokenOf, hasCsrfToken } from './csrf';
import { credentialOf, IdentityProvider, type KnownRequest, type SignedIn } from './identity';
import { clientOf, Lockout } from './limits';
import { Needs } from './needs';
import { Open } from './open';
import { ownPath } from './own-path';
import { beginSession, endSession, shortenVisit } from './session';
import { type Loan, SignedInPeople } from './signed-in-people';

const STALE_FORM = 'This form had been open for too long, or cookies are blocked. Please try again.';
const TOO_MANY = HttpStatus.TOO_MANY_REQUESTS;
const LOCKED_OUT = 'Too many failed sign-ins. Wait five minutes, then try again.';
const EMPTY_FORM = 'Enter a user name and a password, or a token.';

/** What the form sends; anybody can send anything, so each is checked before use. */
interface SignInForm {
  username?: unknown;
  password?: unknown;
  token?: unknown;
  next?: unknown;
}

/** The sign-in page, and the way out. */
@Controller()
export class SignInController {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly provider: IdentityProvider,
    private readonly secretBox: SecretBox,
    private readonly people: SignedInPeople,
    private readonly lockout: Lockout,
    private readonly audit: AuditTrail,
  ) {}

  @Open()
  @Get('sign-in')
  show(@Query('next') next: unknown, @Req() request: Request, @Res() response: Response): void {
    if (response.locals.identity) return response.redirect(ownPath(next));
    this.render(request, response, { next });
  }

  @Open()
  @Post('sign-in')
  async signIn(
    @Body() body: SignInForm | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = body ?? {};
    const refuse = (error: string, status: HttpStatus): void =>
      this.render(request, response, form, error, status);
    if (!hasCsrfToken(request)) return refuse(STALE_FORM, HttpStatus.FORBIDDEN);
    if (isEmpty(form)) return refuse(EMPTY_FORM, HttpStatus.FORBIDDEN);
    try {
      await this.lockout.check(request);
      const { identity, credential, lent } = await this.check(form);
      const before: Loan = { ...request.session };
      await beginSession(request, { identity, credential: this.secretBox.seal(credential), lent });
      this.people.giveBack(before);
      await this.note(request, 'signed_in', identity.username);
    } catch (error) {
      if (error instanceof NotAllowed) {
        await this.lockout.failed(request);
        await this.note(request, 'sign_in_refused', textOf(form.username), error.message);
        return refuse(error.message, HttpStatus.FORBIDDEN);
      }
      if (error instanceof HttpException && error.getStatus() === TOO_MANY)
        return refuse(LOCKED_OUT, TOO_MANY);
      if (error instanceof Unreachable) return refuse(error.message, HttpStatus.SERVICE_UNAVAILABLE);
      throw error;
    }
    response.redirect(HttpStatus.SEE_OTHER, ownPath(form.next));
  }

  /** Ends the sessions of the person in every browser. */
  @Post('sign-out-everywhere')
  @Needs('sign in')
  async signOutEverywhere(@Req() request: KnownRequest, @Res() response: Response): Promise<void> {
    const username = request.identity?.username ?? '';
    const count = await this.people.signOutEverywhere(username);
    await this.note(request, 'signed_out', username, `everywhere, ${count} sessions`);
    await endSession(request, response);
    response.redirect(HttpStatus.SEE_OTHER, '/sign-in');
  }

  /** A visitor without a session has nothing to sign out of; everybody else must come from one of our pages. */
  @Open()
  @Post('sign-out')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (request.session.identity && !hasCsrfToken(request))
      return response.redirect(HttpStatus.SEE_OTHER, '/');
    const { identity } = request.session;
    this.people.giveBack(request.session);
    await endSession(request, response);
    if (identity) await this.note(request, 'signed_out', identity.username);
    response.redirect(HttpStatus.SEE_OTHER, '/sign-in');
  }

  private async check(form: SignInForm): Promise<SignedIn> {
    if (textOf(form.token).trim()) {
      const credential = credentialOf(textOf(form.token));
      return { identity: await this.provider.identify(credential), credential };
    }
    return this.provider.signIn(textOf(form.username).trim(), textOf(form.password));
  }

  /** Nobody is kept out, or in, because the log does not work. */
  private async note(
    request: Request,
    event: AuditNote['event'],
    userName: string,
    detail = '',
  ): Promise<void> {
    try {
      await this.audit.note({ event, userName, client: clientOf(request), detail });
    } catch (error) {
      this.logger.error(`That somebody ${event} could not be noted: ${messageOf(error)}`);
    }
  }

  private render(
    request: Request,
    response: Response,
    form: SignInForm,
    error?: string,
    status = HttpStatus.OK,
  ): void {
    shortenVisit(request);
    response.status(status).render('sign-in.njk', {
      next: ownPath(form.next),
      username: typeof form.username === 'string' ? form.username : '',
      error,
      csrfToken: csrfTokenOf(request),
    });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isEmpty({ username, password, token }: SignInForm): boolean {
  return !textOf(token).trim() && (!textOf(username).trim() || !textOf(password));
}

/** For load balancers and container health checks. */
@Open()
@Controller('health')
export class HealthController {
  @Get()
  @Describe({
    operationId: 'health_retrieve',
    summary: 'Whether the program answers',
    tag: 'Health',
    answers: {
      200: {
        description: 'It does.',
        schema: {
          type: 'object',
          properties: { status: { type: 'string', enum: ['ok'] } },
          required: ['status'],
        },
      },
    },
  })
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }
}
