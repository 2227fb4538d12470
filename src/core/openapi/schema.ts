/** A schema of OpenAPI 3.0.3, as far as it is used here. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly nullable?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly minProperties?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
  readonly style?: 'form' | 'simple';
  readonly explode?: boolean;
}

/** A schema of `components/schemas`, by its name there. */
export function component(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** The same, or null. OpenAPI 3.0 says nothing beside a `$ref`, so that one is wrapped. */
export function orNull(schema: Schema): Schema {
  if (schema.$ref !== undefined) return { allOf: [schema], nullable: true };
  return { ...schema, ...(schema.enum && { enum: [...schema.enum, null] }), nullable: true };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}
