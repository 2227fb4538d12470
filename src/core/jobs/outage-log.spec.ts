import { OutageLog } from './outage-log';

describe('OutageLog', () => {
  test('says each trouble once until things work again, and that they do once', () => {
    const logger = { warn: jest.fn(), log: jest.fn() };
    const outages = new OutageLog(logger, 'The queue');
    outages.works();
    expect(logger.log).not.toHaveBeenCalled();
    for (let i = 0; i < 3; i++) outages.failed(new Error('connection refused'));
    expect(logger.warn).toHaveBeenCalledTimes(1);
    outages.failed(new Error('starting up'));
    expect(logger.warn).toHaveBeenCalledTimes(2);
    outages.works();
    outages.works();
    expect(logger.log).toHaveBeenCalledTimes(1);
    outages.failed(new Error('connection refused'));
    expect(logger.warn).toHaveBeenCalledTimes(3);
  });
});
