import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Settings1795597431174 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_proxmox_endpoint" ADD "settings" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "netbox_timeout" integer NOT NULL DEFAULT '120'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "netbox_write_concurrency" integer NOT NULL DEFAULT '8'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "include_templates" boolean NOT NULL DEFAULT true`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "sync_vm_types" boolean NOT NULL DEFAULT true`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "sync_tags" boolean NOT NULL DEFAULT true`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "sync_notes" boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "sync_platforms" boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "include_unused_disks" boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "ask_guest_agent" boolean NOT NULL DEFAULT true`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "ignored_interfaces" text NOT NULL DEFAULT 'lo
docker*
br-????????????
veth*
cali*
cni*
flannel*
kube*
podman*
virbr*
vnet*
lxcbr*
lxdbr*
fwbr*
fwpr*
fwln*
tap*'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "allowed_networks" text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "ignored_networks" text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "primary_ip_preference" character varying(255) NOT NULL DEFAULT 'ipv4'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "preferred_networks" text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "mask_from_prefix" boolean NOT NULL DEFAULT true`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "vrf_from_prefix" boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "tenant_from_prefix" boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "default_site_id" integer`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "default_tenant_id" integer`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "default_node_role_id" integer`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "default_role_qemu_id" integer`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "default_role_lxc_id" integer`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "missing_object_policy" character varying(255) NOT NULL DEFAULT 'keep'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "missing_grace_hours" integer NOT NULL DEFAULT '24'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "missing_ceiling_share" integer NOT NULL DEFAULT '10'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "missing_ceiling_count" integer NOT NULL DEFAULT '50'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "missing_status" character varying(255) NOT NULL DEFAULT 'decommissioning'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "missing_tag" boolean NOT NULL DEFAULT true`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "task_history_retention_days" integer NOT NULL DEFAULT '365'`);
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "overwrite_policies" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`CREATE INDEX "proxbox_settings_default_site_ix" ON "proxbox_settings"  ("default_site_id") `);
    await runner.query(`CREATE INDEX "proxbox_settings_default_tenant_ix" ON "proxbox_settings"  ("default_tenant_id") `);
    await runner.query(`CREATE INDEX "proxbox_settings_default_node_role_ix" ON "proxbox_settings"  ("default_node_role_id") `);
    await runner.query(`CREATE INDEX "proxbox_settings_default_role_qemu_ix" ON "proxbox_settings"  ("default_role_qemu_id") `);
    await runner.query(`CREATE INDEX "proxbox_settings_default_role_lxc_ix" ON "proxbox_settings"  ("default_role_lxc_id") `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "public"."proxbox_settings_default_role_lxc_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_settings_default_role_qemu_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_settings_default_node_role_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_settings_default_tenant_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_settings_default_site_ix"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "overwrite_policies"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "task_history_retention_days"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "missing_tag"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "missing_status"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "missing_ceiling_count"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "missing_ceiling_share"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "missing_grace_hours"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "missing_object_policy"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "default_role_lxc_id"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "default_role_qemu_id"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "default_node_role_id"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "default_tenant_id"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "default_site_id"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "tenant_from_prefix"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "vrf_from_prefix"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "mask_from_prefix"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "preferred_networks"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "primary_ip_preference"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "ignored_networks"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "allowed_networks"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "ignored_interfaces"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "ask_guest_agent"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "include_unused_disks"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "sync_platforms"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "sync_notes"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "sync_tags"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "sync_vm_types"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "include_templates"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "netbox_write_concurrency"`);
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "netbox_timeout"`);
    await runner.query(`ALTER TABLE "proxbox_proxmox_endpoint" DROP COLUMN "settings"`);
  }
}
