import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Provenance1795602000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_sync_link" ADD "origins" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_sync_change" ADD "conflict_count" integer NOT NULL DEFAULT '0'`);
    await runner.query(`ALTER TABLE "proxbox_sync_change" ADD "written" jsonb`);
    await runner.query(`ALTER TABLE "proxbox_sync_change" ADD "proof" character varying(255) NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_sync_change" DROP COLUMN "proof"`);
    await runner.query(`ALTER TABLE "proxbox_sync_change" DROP COLUMN "written"`);
    await runner.query(`ALTER TABLE "proxbox_sync_change" DROP COLUMN "conflict_count"`);
    await runner.query(`ALTER TABLE "proxbox_sync_link" DROP COLUMN "origins"`);
  }
}
