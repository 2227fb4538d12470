import { type MigrationInterface } from 'typeorm';

import { Initial1795480055936 } from './0001-initial';
import { Tags1795576985586 } from './0002-tags';
import { ChangeLog1795578380251 } from './0003-change-log';
import { CustomFields1795579606920 } from './0004-custom-fields';
import { Journal1795579932982 } from './0005-journal';
import { TableColumns1795580400000 } from './0006-table-columns';
import { TwelveModels1795581348665 } from './0007-twelve-models';
import { RetentionAndProtection1795590000000 } from './0008-retention-and-protection';
import { Settings1795597431174 } from './0009-settings';
import { Access1795597799637 } from './0010-access';
import { Jobs1795598164006 } from './0011-jobs';
import { LargeLists1795599152044 } from './0012-large-lists';
import { Webhooks1795600800000 } from './0013-webhooks';
import { FollowUps1795601000000 } from './0014-follow-ups';
import { Provenance1795602000000 } from './0015-provenance';
import { DriftReport1795604000000 } from './0016-drift-report';
import { AutomaticResumption1795604100000 } from './0017-automatic-resumption';
import { EndpointRoles1795605000000 } from './0018-endpoint-roles';
import { Decisions1795610000000 } from './0019-decisions';
import { InsideNetbox1795622000000 } from './0020-inside-netbox';
import { ChangeKeys1795630000000 } from './0021-change-keys';
import { Notifications1796003059160 } from './0022-notifications';
import { LogModules1796003200000 } from './0023-log-modules';
import { VlanFromPrefix1796003500000 } from './0024-vlan-from-prefix';
import { ProgramLog1796029828731 } from './0025-program-log';

/** Every migration, oldest first; `npm run migration -- NAME` adds to it. */
export const migrations: (new () => MigrationInterface)[] = [
  Initial1795480055936,
  Tags1795576985586,
  ChangeLog1795578380251,
  CustomFields1795579606920,
  Journal1795579932982,
  TableColumns1795580400000,
  TwelveModels1795581348665,
  RetentionAndProtection1795590000000,
  Settings1795597431174,
  Access1795597799637,
  Jobs1795598164006,
  LargeLists1795599152044,
  Webhooks1795600800000,
  FollowUps1795601000000,
  Provenance1795602000000,
  DriftReport1795604000000,
  AutomaticResumption1795604100000,
  EndpointRoles1795605000000,
  Decisions1795610000000,
  InsideNetbox1795622000000,
  ChangeKeys1795630000000,
  Notifications1796003059160,
  LogModules1796003200000,
  VlanFromPrefix1796003500000,
  ProgramLog1796029828731,
];
