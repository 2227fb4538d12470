import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class LargeLists1795599152044 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX "proxbox_vm_backup_storage_sort" ON "proxbox_vm_backup"  ("storage", "id") `);
    await runner.query(`CREATE INDEX "proxbox_vm_backup_creation_time_sort" ON "proxbox_vm_backup"  ("creation_time", "id") `);
    await runner.query(`CREATE INDEX "proxbox_vm_task_history_start_time_sort" ON "proxbox_vm_task_history"  ("start_time", "id") `);
    await runner.query(`CREATE INDEX "proxbox_vm_task_history_end_time_sort" ON "proxbox_vm_task_history"  ("end_time", "id") `);
    await runner.query(`CREATE INDEX "proxbox_vm_task_history_node_sort" ON "proxbox_vm_task_history"  ("node", "id") `);
    await runner.query(`CREATE INDEX "proxbox_vm_task_history_task_type_sort" ON "proxbox_vm_task_history"  ("task_type", "id") `);
    await runner.query(`CREATE INDEX "proxbox_vm_task_history_task_id_sort" ON "proxbox_vm_task_history"  ("task_id", "id") `);
    await runner.query(`CREATE INDEX "proxbox_vm_task_history_username_sort" ON "proxbox_vm_task_history"  ("username", "id") `);
    await runner.query(`CREATE INDEX "proxbox_netbox_object_object_type_sort_name_ix" ON "proxbox_netbox_object"  ("object_type", "sort_name") `);
    await runner.query(`DO \$\$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE INDEX "proxbox_vm_task_history_search_ix" ON "proxbox_vm_task_history" USING GIN ((coalesce("vm_type", '') || chr(10) || coalesce("upid", '') || chr(10) || coalesce("node", '') || chr(10) || coalesce("task_id", '') || chr(10) || coalesce("task_type", '') || chr(10) || coalesce("username", '') || chr(10) || coalesce("description", '') || chr(10) || coalesce("status", '') || chr(10) || coalesce("task_state", '') || chr(10) || coalesce("exitstatus", '')) gin_trgm_ops); EXCEPTION WHEN feature_not_supported OR undefined_file OR insufficient_privilege THEN RAISE NOTICE 'No index for searching: %', SQLERRM; END \$\$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX IF EXISTS "public"."proxbox_vm_task_history_search_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_netbox_object_object_type_sort_name_ix"`);
    await runner.query(`DROP INDEX "public"."proxbox_vm_task_history_username_sort"`);
    await runner.query(`DROP INDEX "public"."proxbox_vm_task_history_task_id_sort"`);
    await runner.query(`DROP INDEX "public"."proxbox_vm_task_history_task_type_sort"`);
    await runner.query(`DROP INDEX "public"."proxbox_vm_task_history_node_sort"`);
    await runner.query(`DROP INDEX "public"."proxbox_vm_task_history_end_time_sort"`);
    await runner.query(`DROP INDEX "public"."proxbox_vm_task_history_start_time_sort"`);
    await runner.query(`DROP INDEX "public"."proxbox_vm_backup_creation_time_sort"`);
    await runner.query(`DROP INDEX "public"."proxbox_vm_backup_storage_sort"`);
  }
}
