import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Webhooks1795600800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_webhook" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "tag_ids" integer array NOT NULL DEFAULT '{}', "custom_field_data" jsonb NOT NULL DEFAULT '{}', "name" character varying(150) NOT NULL, "payload_url" character varying(500) NOT NULL, "secret" text NOT NULL DEFAULT '', "enabled" boolean NOT NULL DEFAULT true, "on_finished" boolean NOT NULL DEFAULT true, "on_failed" boolean NOT NULL DEFAULT true, "on_drift" boolean NOT NULL DEFAULT false, "ssl_verification" boolean NOT NULL DEFAULT true, "comments" text NOT NULL DEFAULT '', CONSTRAINT "proxbox_webhook_name_key" UNIQUE ("name"), CONSTRAINT "proxbox_webhook_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE TABLE "proxbox_webhook_delivery" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "webhook_id" integer NOT NULL, "run_id" integer NOT NULL, "event" character varying(255) NOT NULL, "status" character varying(255) NOT NULL DEFAULT 'pending', "attempts" integer NOT NULL DEFAULT '0', "due" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "answer" integer, "error" text NOT NULL DEFAULT '', "payload" jsonb NOT NULL DEFAULT '{}', CONSTRAINT "proxbox_webhook_delivery_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE INDEX "proxbox_webhook_delivery_webhook_ix" ON "proxbox_webhook_delivery"  ("webhook_id") `);
    await runner.query(`CREATE INDEX "proxbox_webhook_delivery_run_ix" ON "proxbox_webhook_delivery"  ("run_id") `);
    await runner.query(`CREATE INDEX "proxbox_webhook_delivery_status_due_ix" ON "proxbox_webhook_delivery"  ("status", "due") `);
    await runner.query(`ALTER TABLE "proxbox_webhook_delivery" ADD CONSTRAINT "proxbox_webhook_delivery_webhook_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "proxbox_webhook"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
    await runner.query(`ALTER TABLE "proxbox_webhook_delivery" ADD CONSTRAINT "proxbox_webhook_delivery_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "proxbox_sync_run"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
    await runner.query(`CREATE INDEX "proxbox_webhook_tag_ids_ix" ON "proxbox_webhook" USING GIN ("tag_ids")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."proxbox_webhook_tag_ids_ix"`);
    await runner.query(`ALTER TABLE "proxbox_webhook_delivery" DROP CONSTRAINT "proxbox_webhook_delivery_run_id_fk"`);
    await runner.query(`ALTER TABLE "proxbox_webhook_delivery" DROP CONSTRAINT "proxbox_webhook_delivery_webhook_id_fk"`);
    await runner.query(`DROP TABLE "proxbox_webhook_delivery"`);
    await runner.query(`DROP TABLE "proxbox_webhook"`);
  }
}
