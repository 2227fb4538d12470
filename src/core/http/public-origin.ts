import { type Request } from 'express';

/** What absolute addresses begin with: what the operator set, or what the request was sent to. */
export class PublicOrigin {
  /** `publicUrl` without a slash at its end, e.g. `https://proxbox.example.com`. */
  constructor(private readonly publicUrl?: string) {}

  of(request: Request): string {
    // HTTP/1.0 knows no Host.
    return this.publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`;
  }

  /** The address that the request was sent to, as it is known outside. */
  urlOf(request: Request): URL {
    const origin = this.of(request);
    return URL.canParse(origin + request.originalUrl)
      ? new URL(origin + request.originalUrl)
      : new URL(origin);
  }
}
