import { Expose, Transform, Type } from 'class-transformer';
import { isNetwork } from '../core/outgoing/address-policy';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';

/** The levels of `PROXBOX_LOG_LEVEL`, from quiet to loud. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What people write for yes and no; anything else is left for the validation to refuse. */
const SWITCHES: Record<string, boolean> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  false: false,
  no: false,
  off: false,
  0: false,
};

const HTTP_URL = {
  protocols: ['http', 'https'],
  require_protocol: true,
  require_tld: false,
  disallow_auth: true,
};
const AN_HTTP_URL = 'an address such as https://netbox.example.com, without a user name in it';
/** Node's timers cannot wait longer than 2^31 milliseconds. */
const LONGEST_TIMEOUT_SECONDS = 2_000_000;

function AreNetworks(options: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown) => Array.isArray(value) && value.every((one) => isNetwork(String(one)));
  return ValidateBy({ name: 'areNetworks', validator: { validate } }, options);
}

/**
 * The environment variables under their own names; each message is what the variable accepts.
 * An empty variable counts as not set.
 */
export class Environment {
  @Expose()
  @Type(() => Number)
  @IsInt({ message: 'a port from 0 (any free one) to 65535' })
  @Min(0, { message: 'a port from 0 (any free one) to 65535' })
  @Max(65535, { message: 'a port from 0 (any free one) to 65535' })
  PORT = 8800;

  @Expose()
  @Matches(/^[\w.:-]+$/, {
    message: 'an address or a host name of this machine, such as 0.0.0.0 or 127.0.0.1',
  })
  PROXBOX_BIND_HOST = '0.0.0.0';

  @Expose()
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/\S+$/, { message: 'postgres://user:password@host:5432/database' })
  DATABASE_URL?: string;

  @Expose()
  @IsOptional()
  @MinLength(1, { message: 'a folder' })
  PROXBOX_DATA_DIR?: string;

  @Expose()
  @ValidateIf(
    (env: Environment) => env.PROXBOX_NETBOX_URL !== undefined || env.PROXBOX_NETBOX_TOKEN !== undefined,
  )
  @IsUrl(HTTP_URL, { message: `${AN_HTTP_URL}; it is needed with PROXBOX_NETBOX_TOKEN` })
  PROXBOX_NETBOX_URL?: string;

  @Expose()
  @IsOptional()
  @Matches(/^\S+$/, { message: 'the token as NetBox showed it, without blanks' })
  PROXBOX_NETBOX_TOKEN?: string;

  @Expose()
  @Transform(({ value }: { value: unknown }) => SWITCHES[String(value).toLowerCase()] ?? value)
  @IsIn([true, false], { message: 'true or false' })
  PROXBOX_NETBOX_VERIFY_SSL = true;

  @Expose()
  @Type(() => Number)
  @IsNumber(
    { allowNaN: false, allowInfinity: false },
    { message: 'seconds, more than 0 and at most 2000000' },
  )
  @Min(Number.MIN_VALUE, { message: 'seconds, more than 0 and at most 2000000' })
  @Max(LONGEST_TIMEOUT_SECONDS, { message: 'seconds, more than 0 and at most 2000000' })
  PROXBOX_SYNC_JOB_TIMEOUT = 7200;

  @Expose()
  @IsOptional()
  @Matches(/^rediss?:\/\/\S+$/, {
    message: 'redis://host:6379 (or rediss:// with TLS); leave it out to queue in PostgreSQL',
  })
  PROXBOX_QUEUE_URL?: string;

  @Expose()
  @IsOptional()
  @MinLength(16, { message: 'at least 16 characters, best of random ones' })
  PROXBOX_ENCRYPTION_KEY?: string;

  @Expose()
  @IsOptional()
  @MinLength(16, { message: 'the key that was used before, of at least 16 characters' })
  PROXBOX_ENCRYPTION_KEY_PREVIOUS?: string;

  @Expose()
  @IsIn(LOG_LEVELS, { message: `one of ${LOG_LEVELS.join(', ')}` })
  PROXBOX_LOG_LEVEL: LogLevel = 'info';

  @Expose()
  @IsOptional()
  @IsUrl(HTTP_URL, {
    message: 'the address that people type, such as https://proxbox.example.com, without a user name in it',
  })
  PROXBOX_PUBLIC_URL?: string;

  @Expose()
  @IsOptional()
  @IsUrl(HTTP_URL, {
    message:
      'the address of NetBox whose proxy hands /plugins/proxbox/ on, such as https://netbox.example.com, without a user name in it',
  })
  PROXBOX_BASE_URL?: string;

  @Expose()
  @Type(() => Number)
  @IsInt({ message: 'requests in a minute, or 0 for no limit' })
  @Min(0, { message: 'requests in a minute, or 0 for no limit' })
  PROXBOX_RATE_LIMIT = 0;

  @Expose()
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? listOf(value) : value))
  @AreNetworks({ message: 'addresses or networks of proxies, such as 10.0.0.5, 172.16.0.0/12' })
  PROXBOX_TRUSTED_PROXIES?: string[];

  @Expose()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? listOf(value) : value))
  @Matches(/^https?:\/\/[^\s/?#@]+$/, {
    each: true,
    message: 'origins such as https://portal.example.com, without a path, separated by commas',
  })
  PROXBOX_CORS_EXTRA_ORIGINS: string[] = [];

  @Expose()
  @Transform(({ value }: { value: unknown }) => SWITCHES[String(value).toLowerCase()] ?? value)
  @IsIn([true, false], { message: 'true or false' })
  PROXBOX_EXPOSE_INTERNAL_ERRORS = false;

  @Expose()
  @IsOptional()
  @Matches(/^[\w-]{1,64}$/, {
    message: 'the name of a cookie, which NetBox calls sessionid unless it was told otherwise',
  })
  PROXBOX_NETBOX_SESSION_COOKIE?: string;
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim().replace(/\/$/, ''))
    .filter((one) => one !== '');
}

/** Variables whose value must never be repeated in a message; an address may hold a password. */
export const SECRET_VARIABLES: readonly (keyof Environment)[] = [
  'DATABASE_URL',
  'PROXBOX_NETBOX_TOKEN',
  'PROXBOX_QUEUE_URL',
  'PROXBOX_ENCRYPTION_KEY',
  'PROXBOX_ENCRYPTION_KEY_PREVIOUS',
];
