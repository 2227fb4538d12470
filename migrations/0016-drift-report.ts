import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class DriftReport1795604000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "drift_report_hours" integer NOT NULL DEFAULT '0'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "drift_report_hours"`);
  }
}
