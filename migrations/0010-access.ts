import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Access1795597799637 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_group_role" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "group" character varying(150) NOT NULL, "role" character varying(255) NOT NULL DEFAULT 'viewer', CONSTRAINT "proxbox_group_role_identity" UNIQUE ("group"), CONSTRAINT "proxbox_group_role_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE TABLE "proxbox_api_key" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "label" character varying(100) NOT NULL, "is_active" boolean NOT NULL DEFAULT true, "scopes" jsonb NOT NULL DEFAULT '["view"]', "expires" TIMESTAMP(3) WITH TIME ZONE, "last_used" TIMESTAMP(3) WITH TIME ZONE, "hash" text NOT NULL DEFAULT '', CONSTRAINT "proxbox_api_key_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE TABLE "proxbox_audit_entry" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "time" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "event" character varying(255) NOT NULL, "user_name" character varying(255) NOT NULL DEFAULT '', "client" character varying(64) NOT NULL DEFAULT '', "detail" text NOT NULL DEFAULT '', "request_id" character varying(36) NOT NULL DEFAULT '', CONSTRAINT "proxbox_audit_entry_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE INDEX "proxbox_audit_entry_time_ix" ON "proxbox_audit_entry"  ("time") `);
    await runner.query(`CREATE INDEX "proxbox_audit_entry_user_name_ix" ON "proxbox_audit_entry"  ("user_name") `);
    // Everybody who can sign in may look; an administrator may take that back.
    await runner.query(`INSERT INTO "proxbox_group_role" ("group", "role") VALUES ('*', 'viewer')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."proxbox_audit_entry_user_name_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_audit_entry_time_ix"`);
    await runner.query(`DROP TABLE "proxbox_audit_entry"`);
    await runner.query(`DROP TABLE "proxbox_api_key"`);
    await runner.query(`DROP TABLE "proxbox_group_role"`);
  }
}
