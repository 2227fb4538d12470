import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class LogModules1796003200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_job_log_entry" ADD "module" character varying(50) NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_job_log_entry" DROP COLUMN "module"`);
  }
}
