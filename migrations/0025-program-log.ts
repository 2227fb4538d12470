import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ProgramLog1796029828731 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_program_log_entry" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "time" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "level" character varying(255) NOT NULL DEFAULT 'info', "module" character varying(50) NOT NULL DEFAULT '', "message" text NOT NULL DEFAULT '', "process" character varying(100) NOT NULL DEFAULT '', CONSTRAINT "proxbox_program_log_entry_pk" PRIMARY KEY ("id"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "proxbox_program_log_entry"`);
  }
}
