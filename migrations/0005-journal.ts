import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Journal1795579932982 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_journal_entry" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "tag_ids" integer array NOT NULL DEFAULT '{}', "custom_field_data" jsonb NOT NULL DEFAULT '{}', "assigned_object_type" character varying(100) NOT NULL, "assigned_object_id" integer NOT NULL, "created_by" character varying(255) NOT NULL DEFAULT '', "kind" character varying(255) NOT NULL DEFAULT 'info', "comments" text NOT NULL DEFAULT '', CONSTRAINT "proxbox_journal_entry_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE INDEX "proxbox_journal_entry_assigned_object_type_assigned_object_id_ix" ON "proxbox_journal_entry"  ("assigned_object_type", "assigned_object_id") `);
    await runner.query(`CREATE INDEX "proxbox_journal_entry_tag_ids_ix" ON "proxbox_journal_entry" USING GIN ("tag_ids")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."proxbox_journal_entry_tag_ids_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_journal_entry_assigned_object_type_assigned_object_id_ix"`);
    await runner.query(`DROP TABLE "proxbox_journal_entry"`);
  }
}
