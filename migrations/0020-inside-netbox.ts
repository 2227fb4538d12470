import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class InsideNetbox1795622000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_netbox_registration" ("name" character varying(20) NOT NULL, "objects" jsonb NOT NULL DEFAULT '{}', "mark" character varying(200) NOT NULL, "payload_url" character varying(500) NOT NULL DEFAULT '', "last_event" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "proxbox_netbox_registration_pk" PRIMARY KEY ("name"))`);
    await runner.query(`ALTER TABLE "proxbox_sync_link" ADD "deleted_in_netbox" TIMESTAMP(3) WITH TIME ZONE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_sync_link" DROP COLUMN "deleted_in_netbox"`);
    await runner.query(`DROP TABLE "proxbox_netbox_registration"`);
  }
}
