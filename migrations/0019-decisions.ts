import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Decisions1795610000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_sync_change" ADD "decision" character varying(255) NOT NULL DEFAULT 'undecided'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_sync_change" DROP COLUMN "decision"`);
  }
}
