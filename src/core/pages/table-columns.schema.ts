import { EntitySchema } from 'typeorm';

/** The columns that one person chose for the list of one model. */
export interface TableColumnsRow {
  username: string;
  /** Name of the model. */
  list: string;
  columns: string[];
}

export const tableColumnsSchema = new EntitySchema<TableColumnsRow>({
  name: 'table-columns',
  tableName: 'proxbox_table_columns',
  columns: {
    username: {
      type: 'varchar',
      length: 255,
      primary: true,
      primaryKeyConstraintName: 'proxbox_table_columns_pk',
    },
    list: {
      type: 'varchar',
      length: 100,
      primary: true,
      primaryKeyConstraintName: 'proxbox_table_columns_pk',
    },
    columns: { type: 'jsonb' },
  },
});
