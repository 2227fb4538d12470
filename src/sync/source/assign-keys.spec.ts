import { assignKeys, type Presented } from './assign-keys';

const endpoint = (endpointId: number, news: Partial<Presented> = {}): Presented => ({
  endpointId,
  endpointName: `endpoint ${endpointId}`,
  name: 'lab',
  mode: 'cluster',
  fingerprints: ['AA'],
  clusterKey: null,
  ...news,
});

describe('assignKeys', () => {
  it('names a cluster and a host that stands alone by what they are', () => {
    expect(assignKeys([endpoint(1), endpoint(2, { mode: 'standalone', name: 'solo' })], [])).toMatchObject([
      { key: 'cluster/lab', name: 'lab' },
      { key: 'node/solo', name: 'solo' },
    ]);
  });

  it('takes two endpoints into one cluster for one, because they share a node', () => {
    const keys = assignKeys([endpoint(1), endpoint(2, { fingerprints: ['AA', 'BB'] })], []);
    expect(keys).toMatchObject([{ key: 'cluster/lab' }, { key: 'cluster/lab' }]);
  });

  it('keeps two clusters of the same name apart, because they share none', () => {
    const keys = assignKeys([endpoint(1), endpoint(2, { fingerprints: ['CC'] })], []);
    expect(keys).toMatchObject([{ key: 'cluster/lab' }, { key: 'cluster/lab@2', name: 'lab (endpoint 2)' }]);
  });

  it('does not give a key away while its own cluster is down', () => {
    const known = [{ clusterKey: 'cluster/lab', fingerprints: ['AA'] }];
    expect(assignKeys([endpoint(2, { fingerprints: ['CC'] })], known)).toMatchObject([
      { key: 'cluster/lab@2' },
    ]);
    expect(assignKeys([endpoint(3, { fingerprints: ['AA'] })], known)).toMatchObject([
      { key: 'cluster/lab' },
    ]);
  });

  it('keeps the key an endpoint has, also after its certificates were renewed', () => {
    const known = [{ clusterKey: 'cluster/lab@2', fingerprints: ['CC'] }];
    const again = endpoint(2, { clusterKey: 'cluster/lab@2', fingerprints: ['DD'] });
    expect(assignKeys([again], known)).toMatchObject([{ key: 'cluster/lab@2' }]);
  });

  it('refuses an endpoint that suddenly leads to another cluster, and says what to do', () => {
    const [moved] = assignKeys([endpoint(1, { clusterKey: 'cluster/production' })], []);
    expect(moved).toMatchObject({ error: { name: 'Refused' } });
    expect('error' in moved && moved.error.message).toContain('cluster/production');
    expect('error' in moved && moved.error.suggestion).toContain('cluster key');
  });
});
