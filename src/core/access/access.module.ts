import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type ModuleMetadata,
  type Provider,
  type Type,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SecretBox } from '../secrets/secret-box';
import { AccessGuard } from './access.guard';
import { type AccessTable, plainTable } from './access-table';
import { ApiKeys, NoApiKeys } from './api-keys';
import { AuditTrail, NoAuditTrail } from './audit-trail';
import { Authority, PlainRoles, type RoleSource } from './authority';
import { IdentityCache } from './identity-cache';
import { IdentityProvider } from './identity';
import { IdentityConfirmation } from './identity-confirmation';
import { Lockout } from './limits';
import { HealthController, SignInController } from './sign-in.controller';
import { SignedInPeople } from './signed-in-people';

export interface AccessOptions {
  /** Modules with what the provider needs. */
  imports?: ModuleMetadata['imports'];
  /** Who knows the accounts: a class, a factory with its `inject`, or a value. */
  provider:
    | Type<IdentityProvider>
    | Omit<FactoryProvider<IdentityProvider>, 'provide'>
    | { useValue: IdentityProvider };
  secretBox: SecretBox;
  /** Who may what; `plainTable` unless told. */
  table?: AccessTable;
  /** Who gives people their role; `PlainRoles` unless told. */
  roles?: RoleSource;
  /** Keys that the application has made itself; none unless told. */
  keys?: ApiKeys;
  /** Keeps who came in and who did not; nothing is kept unless told. */
  audit?: AuditTrail;
}

/** Closes every route of the application that is not `@Open()` to who may not do what it needs, and brings /sign-in, /sign-out and /health. */
@Module({})
export class AccessModule {
  static forRoot({ imports, provider, secretBox, table, roles, keys, audit }: AccessOptions): DynamicModule {
    const identityProvider: Provider<IdentityProvider> =
      typeof provider === 'function'
        ? { provide: IdentityProvider, useClass: provider }
        : { provide: IdentityProvider, ...provider };
    return {
      module: AccessModule,
      global: true,
      imports,
      controllers: [SignInController, HealthController],
      providers: [
        identityProvider,
        { provide: SecretBox, useValue: secretBox },
        {
          provide: IdentityCache,
          useFactory: (known: IdentityProvider) =>
            new IdentityCache((authorization) => known.identify(authorization)),
          inject: [IdentityProvider],
        },
        { provide: Authority, useValue: new Authority(table ?? plainTable, roles ?? new PlainRoles()) },
        { provide: ApiKeys, useValue: keys ?? new NoApiKeys() },
        { provide: AuditTrail, useValue: audit ?? new NoAuditTrail() },
        { provide: Lockout, useValue: new Lockout() },
        {
          provide: SignedInPeople,
          useFactory: (authority: Authority, identities: IdentityCache, known: IdentityProvider) =>
            new SignedInPeople(authority, identities, known, secretBox),
          inject: [Authority, IdentityCache, IdentityProvider],
        },
        IdentityConfirmation,
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      exports: [IdentityConfirmation, AuditTrail],
    };
  }
}
