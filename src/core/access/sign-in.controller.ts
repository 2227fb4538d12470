import { Body, Controller, Get, HttpStatus, Post, Query, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { NotAllowed, Unreachable } from '../errors/errors';
import { Describe } from '../openapi/describe';
import { SecretBox } from '../secrets/secret-box';
import { csrfTokenOf, hasCsrfToken } from './csrf';
import { IdentityProvider, type SignedIn } from './identity';
import { Open } from './open';
import { ownPath } from './own-path';
import { beginSession, endSession, shortenVisit } from './session';

const STALE_FORM = 'This form had been open for too long, or cookies are blocked. Please try again.';
const EMPTY_FORM = 'Enter a user name and a password, or a token.';

/** What the form sends; anybody can send anything, so each is checked before use. */
interface SignInForm {
  username?: unknown;
  password?: unknown;
  token?: unknown;
  next?: unknown;
}

/** The sign-in page, and the way out. */
@Open()
@Controller()
export class SignInController {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly secretBox: SecretBox,
  ) {}

  @Get('sign-in')
  show(@Query('next') next: unknown, @Req() request: Request, @Res() response: Response): void {
    if (request.session.identity) return response.redirect(ownPath(next));
    this.render(request, response, { next });
  }

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
    try {
      const { identity, credential } = await this.check(form);
      await beginSession(request, { identity, credential: this.secretBox.seal(credential) });
    } catch (error) {
      if (error instanceof NotAllowed) return refuse(error.message, HttpStatus.FORBIDDEN);
      if (error instanceof Unreachable) return refuse(error.message, HttpStatus.SERVICE_UNAVAILABLE);
      throw error;
    }
    response.redirect(HttpStatus.SEE_OTHER, ownPath(form.next));
  }

  /** A visitor without a session has nothing to sign out of; everybody else must come from one of our pages. */
  @Post('sign-out')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (request.session.identity && !hasCsrfToken(request))
      return response.redirect(HttpStatus.SEE_OTHER, '/');
    await endSession(request);
    response.clearCookie('proxbox_session').redirect(HttpStatus.SEE_OTHER, '/sign-in');
  }

  private async check(form: SignInForm): Promise<SignedIn> {
    const [username, password, token] = [form.username, form.password, form.token].map((value) =>
      typeof value === 'string' ? value : '',
    );
    if (token.trim()) {
      const credential = /^(token|bearer) /i.test(token.trim()) ? token.trim() : `Token ${token.trim()}`;
      return { identity: await this.provider.identify(credential), credential };
    }
    if (!username.trim() || !password) throw new NotAllowed(EMPTY_FORM);
    return this.provider.signIn(username.trim(), password);
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
