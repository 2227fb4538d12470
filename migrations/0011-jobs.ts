import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Jobs1795598164006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_job" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "name" character varying(200) NOT NULL, "kind" character varying(50) NOT NULL, "status" character varying(255) NOT NULL DEFAULT 'pending', "user" character varying(255) NOT NULL DEFAULT '', "scheduled" TIMESTAMP(3) WITH TIME ZONE, "interval" integer, "cron" character varying(100) NOT NULL DEFAULT '', "is_paused" boolean NOT NULL DEFAULT false, "time_limit" integer, "started" TIMESTAMP(3) WITH TIME ZONE, "completed" TIMESTAMP(3) WITH TIME ZONE, "schedule_id" integer, "data" jsonb NOT NULL DEFAULT '{}', "job_id" character varying(36) NOT NULL, "error" text NOT NULL DEFAULT '', CONSTRAINT "proxbox_job_job_id_key" UNIQUE ("job_id"), CONSTRAINT "proxbox_job_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE INDEX "proxbox_job_schedule_ix" ON "proxbox_job"  ("schedule_id") `);
    await runner.query(`CREATE INDEX "proxbox_job_status_scheduled_ix" ON "proxbox_job"  ("status", "scheduled") `);
    await runner.query(`CREATE TABLE "proxbox_job_log_entry" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "job_id" integer NOT NULL, "time" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "level" character varying(255) NOT NULL DEFAULT 'info', "message" text NOT NULL DEFAULT '', CONSTRAINT "proxbox_job_log_entry_pk" PRIMARY KEY ("id"))`);
    await runner.query(`CREATE INDEX "proxbox_job_log_entry_job_ix" ON "proxbox_job_log_entry"  ("job_id") `);
    await runner.query(`CREATE TABLE "proxbox_run_events" ("run_id" integer NOT NULL, "first" integer NOT NULL, "last" integer NOT NULL, "events" jsonb NOT NULL, "created" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "proxbox_run_events_pk" PRIMARY KEY ("run_id", "first"))`);
    await runner.query(`ALTER TABLE "proxbox_sync_run" ADD "job_id" integer`);
    await runner.query(`CREATE INDEX "proxbox_sync_run_job_ix" ON "proxbox_sync_run"  ("job_id") `);
    await runner.query(`ALTER TABLE "proxbox_job" ADD CONSTRAINT "proxbox_job_schedule_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "proxbox_job"("id") ON DELETE SET NULL ON UPDATE NO ACTION`);
    await runner.query(`ALTER TABLE "proxbox_job_log_entry" ADD CONSTRAINT "proxbox_job_log_entry_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "proxbox_job"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
    await runner.query(`ALTER TABLE "proxbox_sync_run" ADD CONSTRAINT "proxbox_sync_run_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "proxbox_job"("id") ON DELETE SET NULL ON UPDATE NO ACTION`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_sync_run" DROP CONSTRAINT "proxbox_sync_run_job_id_fk"`);
    await runner.query(`ALTER TABLE "proxbox_job_log_entry" DROP CONSTRAINT "proxbox_job_log_entry_job_id_fk"`);
    await runner.query(`ALTER TABLE "proxbox_job" DROP CONSTRAINT "proxbox_job_schedule_id_fk"`);
    await runner.query(`DROP INDEX "public"."proxbox_sync_run_job_ix"`);
    await runner.query(`ALTER TABLE "proxbox_sync_run" DROP COLUMN "job_id"`);
    await runner.query(`DROP TABLE "proxbox_run_events"`);
    await runner.query(`DROP INDEX "public"."proxbox_job_log_entry_job_ix"`);
    await runner.query(`DROP TABLE "proxbox_job_log_entry"`);
    await runner.query(`DROP INDEX "public"."proxbox_job_status_scheduled_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_job_schedule_ix"`);
    await runner.query(`DROP TABLE "proxbox_job"`);
  }
}
