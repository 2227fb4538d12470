import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Notifications1796003059160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_job" ADD "notifications" character varying(255) NOT NULL DEFAULT 'always'`);
    await runner.query(`ALTER TABLE "proxbox_job" ADD "read_at" TIMESTAMP(3) WITH TIME ZONE`);
    // Nobody wants to be told of everything that has ever ended.
    await runner.query(`UPDATE "proxbox_job" SET "read_at" = "completed" WHERE "completed" IS NOT NULL`);
    await runner.query(`CREATE INDEX "proxbox_job_user_read_at_ix" ON "proxbox_job"  ("user", "read_at") `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."proxbox_job_user_read_at_ix"`);
    await runner.query(`ALTER TABLE "proxbox_job" DROP COLUMN "read_at"`);
    await runner.query(`ALTER TABLE "proxbox_job" DROP COLUMN "notifications"`);
  }
}
