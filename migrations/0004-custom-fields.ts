import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CustomFields1795579606920 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_custom_field" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "object_types" jsonb NOT NULL, "type" character varying(255) NOT NULL, "name" character varying(50) NOT NULL, "label" character varying(50) NOT NULL DEFAULT '', "group_name" character varying(50) NOT NULL DEFAULT '', "description" character varying(200) NOT NULL DEFAULT '', "required" boolean NOT NULL DEFAULT false, "unique" boolean NOT NULL DEFAULT false, "filter_logic" character varying(255) NOT NULL DEFAULT 'loose', "default" jsonb, "weight" integer NOT NULL DEFAULT '100', "validation_minimum" double precision, "validation_maximum" double precision, "validation_regex" character varying(500) NOT NULL DEFAULT '', "choices" jsonb NOT NULL DEFAULT '[]', CONSTRAINT "proxbox_custom_field_name_key" UNIQUE ("name"), CONSTRAINT "proxbox_custom_field_pk" PRIMARY KEY ("id"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "proxbox_custom_field"`);
  }
}
