import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Tags1795576985586 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "proxbox_tag" ("id" SERIAL NOT NULL, "created" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "last_updated" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "name" character varying(100) NOT NULL, "slug" character varying(100) NOT NULL, "color" character varying(6) NOT NULL DEFAULT '9e9e9e', "description" character varying(200) NOT NULL DEFAULT '', CONSTRAINT "proxbox_tag_name_key" UNIQUE ("name"), CONSTRAINT "proxbox_tag_slug_key" UNIQUE ("slug"), CONSTRAINT "proxbox_tag_pk" PRIMARY KEY ("id"))`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_cluster" ADD "tag_ids" integer array NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_cluster" ADD "custom_field_data" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_node" ADD "tag_ids" integer array NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_node" ADD "custom_field_data" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_storage" ADD "tag_ids" integer array NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_storage" ADD "custom_field_data" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_endpoint" ADD "tag_ids" integer array NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_endpoint" ADD "custom_field_data" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_netbox_endpoint" ADD "tag_ids" integer array NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_netbox_endpoint" ADD "custom_field_data" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "tag_ids" integer array NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "custom_field_data" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`CREATE INDEX "proxbox_proxmox_cluster_tag_ids_ix" ON "proxbox_proxmox_cluster" USING GIN ("tag_ids")`);
    await runner.query(`CREATE INDEX "proxbox_proxmox_node_tag_ids_ix" ON "proxbox_proxmox_node" USING GIN ("tag_ids")`);
    await runner.query(`CREATE INDEX "proxbox_proxmox_storage_tag_ids_ix" ON "proxbox_proxmox_storage" USING GIN ("tag_ids")`);
    await runner.query(`CREATE INDEX "proxbox_proxmox_endpoint_tag_ids_ix" ON "proxbox_proxmox_endpoint" USING GIN ("tag_ids")`);
    await runner.query(`CREATE INDEX "proxbox_netbox_endpoint_tag_ids_ix" ON "proxbox_netbox_endpoint" USING GIN ("tag_ids")`);
    await runner.query(`CREATE INDEX "proxbox_settings_tag_ids_ix" ON "proxbox_settings" USING GIN ("tag_ids")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."proxbox_proxmox_cluster_tag_ids_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_proxmox_node_tag_ids_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_proxmox_storage_tag_ids_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_proxmox_endpoint_tag_ids_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_netbox_endpoint_tag_ids_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_settings_tag_ids_ix"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "custom_field_data"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "tag_ids"`);
    await runner.query(`ALTER TABLE "proxbox_netbox_endpoint" DROP COLUMN "custom_field_data"`);
    await runner.query(`ALTER TABLE "proxbox_netbox_endpoint" DROP COLUMN "tag_ids"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_endpoint" DROP COLUMN "custom_field_data"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_endpoint" DROP COLUMN "tag_ids"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_storage" DROP COLUMN "custom_field_data"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_storage" DROP COLUMN "tag_ids"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_node" DROP COLUMN "custom_field_data"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_node" DROP COLUMN "tag_ids"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_cluster" DROP COLUMN "custom_field_data"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_cluster" DROP COLUMN "tag_ids"`);
    await runner.query(`DROP TABLE "proxbox_tag"`);
  }
}
