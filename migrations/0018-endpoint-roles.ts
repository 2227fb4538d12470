import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class EndpointRoles1795605000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_group_role" ADD "proxmox_endpoint_id" integer`);
    await runner.query(`ALTER TABLE "proxbox_group_role" DROP CONSTRAINT "proxbox_group_role_identity"`);
    await runner.query(`CREATE INDEX "proxbox_group_role_proxmox_endpoint_ix" ON "proxbox_group_role"  ("proxmox_endpoint_id") `);
    await runner.query(`ALTER TABLE "proxbox_group_role" ADD CONSTRAINT "proxbox_group_role_identity" UNIQUE ("group", "proxmox_endpoint_id")`);
    await runner.query(`ALTER TABLE "proxbox_group_role" ADD CONSTRAINT "proxbox_group_role_proxmox_endpoint_id_fk" FOREIGN KEY ("proxmox_endpoint_id") REFERENCES "proxbox_proxmox_endpoint"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
    await runner.query(`CREATE TABLE "credential_failures" ("client" character varying(64) NOT NULL, "failures" integer NOT NULL, "ends" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "credential_failures_pkey" PRIMARY KEY ("client"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "credential_failures"`);
    await runner.query(`ALTER TABLE "proxbox_group_role" DROP CONSTRAINT "proxbox_group_role_proxmox_endpoint_id_fk"`);
    await runner.query(`ALTER TABLE "proxbox_group_role" DROP CONSTRAINT "proxbox_group_role_identity"`);
    await runner.query(`DROP INDEX "public"."proxbox_group_role_proxmox_endpoint_ix"`);
    await runner.query(`ALTER TABLE "proxbox_group_role" ADD CONSTRAINT "proxbox_group_role_identity" UNIQUE ("group")`);
    await runner.query(`ALTER TABLE "proxbox_group_role" DROP COLUMN "proxmox_endpoint_id"`);
  }
}
