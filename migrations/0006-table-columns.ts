import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class TableColumns1795580400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_table_columns" ("username" character varying(255) NOT NULL, "list" character varying(100) NOT NULL, "columns" jsonb NOT NULL, CONSTRAINT "proxbox_table_columns_pk" PRIMARY KEY ("username", "list"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "proxbox_table_columns"`);
  }
}
