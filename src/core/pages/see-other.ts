import { HttpStatus } from '@nestjs/common';
import { type Request, type Response } from 'express';
import type {} from 'express-session';

/**
 * Sends a browser to another page after a form. The session is stored first: express-session itself sends the head of the
 * answer before it stores, and a browser that follows at once would not find the message that waits there.
 */
export async function seeOther(request: Request, response: Response, path: string): Promise<void> {
  if (request.session) {
    await new Promise<void>((resolve, reject) =>
      request.session.save((error: unknown) =>
        error ? reject(error instanceof Error ? error : new Error(String(error))) : resolve(),
      ),
    );
  }
  response.redirect(HttpStatus.SEE_OTHER, path);
}
