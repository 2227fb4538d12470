import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class RetentionAndProtection1795590000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_vm_backup" ADD "protected" boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE "proxbox_backup_routine" ADD "keep_hourly" integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_backup_routine" DROP COLUMN "keep_hourly"`);
    await runner.query(`ALTER TABLE "proxbox_vm_backup" DROP COLUMN "protected"`);
  }
}
