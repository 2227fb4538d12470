import { Module } from '@nestjs/common';
import { NetboxFaceController } from './netbox-face.controller';

/** REST about no single model. Needs a global `CrudModule`. */
@Module({ controllers: [NetboxFaceController] })
export class RestModule {}
