import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class FollowUps1795601000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_sync_run" ADD "purpose" character varying(255) NOT NULL DEFAULT 'sync'`);
    await runner.query(`ALTER TABLE "proxbox_sync_run" ADD "origin_id" integer`);
    await runner.query(`CREATE INDEX "proxbox_sync_run_origin_ix" ON "proxbox_sync_run"  ("origin_id") `);
    await runner.query(`ALTER TABLE "proxbox_sync_run" ADD CONSTRAINT "proxbox_sync_run_origin_id_fk" FOREIGN KEY ("origin_id") REFERENCES "proxbox_sync_run"("id") ON DELETE SET NULL ON UPDATE NO ACTION`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_sync_run" DROP CONSTRAINT "proxbox_sync_run_origin_id_fk"`);
    await runner.query(`DROP INDEX "public"."proxbox_sync_run_origin_ix"`);
    await runner.query(`ALTER TABLE "proxbox_sync_run" DROP COLUMN "origin_id"`);
    await runner.query(`ALTER TABLE "proxbox_sync_run" DROP COLUMN "purpose"`);
  }
}
