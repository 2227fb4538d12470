import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class VlanFromPrefix1796003500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_settings" ADD "vlan_from_prefix" boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "proxbox_settings" DROP COLUMN "vlan_from_prefix"`);
  }
}
