import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AutomaticResumption1795604100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "resume_automatically" boolean NOT NULL DEFAULT true`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "resume_automatically"`);
  }
}
