import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ChangeLog1795578380251 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_object_change" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "time" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "user_name" character varying(255) NOT NULL DEFAULT '', "request_id" character varying(36) NOT NULL, "action" character varying(255) NOT NULL, "changed_object_type" character varying(100) NOT NULL, "changed_object_id" integer NOT NULL, "object_repr" character varying(200) NOT NULL DEFAULT '', "message" character varying(200) NOT NULL DEFAULT '', "prechange_data" jsonb NOT NULL DEFAULT '{}', "postchange_data" jsonb NOT NULL DEFAULT '{}', CONSTRAINT "proxbox_object_change_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE INDEX "proxbox_object_change_changed_object_type_changed_object_id_ix" ON "proxbox_object_change"  ("changed_object_type", "changed_object_id") `);
    await runner.query(`CREATE INDEX "proxbox_object_change_request_id_ix" ON "proxbox_object_change"  ("request_id") `);
    await runner.query(`CREATE INDEX "proxbox_object_change_time_ix" ON "proxbox_object_change"  ("time") `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."proxbox_object_change_time_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_object_change_request_id_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_object_change_changed_object_type_changed_object_id_ix"`);
    await runner.query(`DROP TABLE "proxbox_object_change"`);
  }
}
