import { models } from '../../src/models';
import { describeModels } from './model-contract';

describeModels(models);
