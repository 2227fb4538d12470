import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ChangeKeys1795630000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX "proxbox_sync_change_key_ix" ON "proxbox_sync_change"  ("key") `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."proxbox_sync_change_key_ix"`);
  }
}
