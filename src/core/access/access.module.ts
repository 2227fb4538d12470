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
import { IdentityCache } from './identity-cache';
import { IdentityProvider } from './identity';
import { HealthController, SignInController } from './sign-in.controller';

export interface AccessOptions {
  /** Modules with what the provider needs. */
  imports?: ModuleMetadata['imports'];
  /** Who knows the accounts: a class, a factory with its `inject`, or a value. */
  provider:
    | Type<IdentityProvider>
    | Omit<FactoryProvider<IdentityProvider>, 'provide'>
    | { useValue: IdentityProvider };
  secretBox: SecretBox;
}

/** Closes every route of the application that is not `@Open()`, and brings /sign-in, /sign-out and /health. */
@Module({})
export class AccessModule {
  static forRoot({ imports, provider, secretBox }: AccessOptions): DynamicModule {
    const identityProvider: Provider<IdentityProvider> =
      typeof provider === 'function'
        ? { provide: IdentityProvider, useClass: provider }
        : { provide: IdentityProvider, ...provider };
    return {
      module: AccessModule,
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
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
    };
  }
}
