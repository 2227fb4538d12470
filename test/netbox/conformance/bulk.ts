import { get, make, NOBODY, patch, post, put, remove, type Step } from './step';

const vms = 'virtualization/virtual-machines/';
const sites = 'dcim/sites/';
const interfaces = 'virtualization/interfaces/';
const ips = 'ipam/ip-addresses/';

export const bulk: Step[] = [
  make(
    'bulk',
    vms,
    [1, 2, 3, 4, 5, 6].map((one) => ({ name: `bulk ${one} {run}`, cluster: '{cluster}' })),
  ),
  post(vms, [
    { name: 'b1 {run}', cluster: '{cluster}' },
    { name: 'b2 {run}', cluster: '{cluster}', status: 'nope' },
  ]),
  post(vms, [
    { name: 'b1 {run}', cluster: '{cluster}' },
    { name: 'bulk 1 {run}', cluster: '{cluster}' },
  ]),
  post(vms, [
    { name: 'b1 {run}', cluster: '{cluster}' },
    { name: 'B1 {run}', cluster: '{cluster}' },
  ]),
  post(vms, [{}, {}]),
  post(vms, ['text', 5]),
  post(vms, []),
  get(`${vms}?name__isw=b1&cluster_id={cluster}&fields=id,name`),
  patch(vms, [
    { id: '{bulk0}', comments: 'c' },
    { id: '{bulk1}', comments: 'c' },
  ]),
  patch(vms, [
    { id: '{bulk1}', comments: 'd' },
    { id: '{bulk0}', comments: 'd' },
  ]),
  patch(vms, [
    { id: '{bulk0}', comments: 'e' },
    { id: '{bulk1}', status: 'nope' },
  ]),
  get(`${vms}{bulk0}/?fields=id,comments`),
  patch(vms, [{ comments: 'x' }]),
  patch(vms, [{ id: 'abc', comments: 'x' }]),
  patch(vms, [{ id: null }]),
  patch(vms, [
    { id: '{bulk0}', comments: 'f' },
    { id: NOBODY, comments: 'f' },
  ]),
  patch(vms, [
    { id: '{bulk0}', comments: 'first' },
    { id: '{bulk0}', comments: 'second' },
  ]),
  get(`${vms}{bulk0}/?fields=id,comments`),
  patch(vms, { id: '{bulk0}' }),
  patch(vms, 'text'),
  patch(vms, []),
  put(vms, [{ id: '{bulk0}', name: 'bulk 1 {run}' }]),
  put(vms, [{ id: '{bulk0}', name: 'bulk 1 {run}', cluster: '{cluster}' }]),
  put(vms, [{ id: '{bulk0}' }]),
  patch(vms, [{ id: '{bulk0}', name: 'bulk 2 {run}' }]),
  patch(vms, [
    { id: '{bulk0}', name: 'swap {run}' },
    { id: '{bulk1}', name: 'bulk 1 {run}' },
  ]),
  patch(vms, [{ id: '{bulk1}', changelog_message: 'listed', memory: 5 }]),
  get(
    'core/object-changes/?changed_object_type=virtualization.virtualmachine&changed_object_id={bulk1}&ordering=id',
  ),
  remove(vms),
  remove(vms, []),
  remove(vms, {}),
  remove(vms, [{ id: '{bulk2}' }, { id: NOBODY }]),
  get(`${vms}{bulk2}/?fields=id`),
  remove(vms, [{ id: '{bulk2}', changelog_message: 'gone' }, { id: '{bulk3}' }]),
  get(`${vms}{bulk2}/?fields=id`),
  remove(vms, [{}]),
  make('bulkSite', sites, [
    { name: 'bulk site 1 {run}', slug: 'bulk-site-1-{run}' },
    { name: 'bulk site 2 {run}', slug: 'bulk-site-2-{run}' },
  ]),
  post(sites, [
    { name: 'bs {run}', slug: 'bs-{run}' },
    { name: 'bs {run}', slug: 'bs-{run}' },
  ]),
  patch(sites, [
    { id: '{bulkSite0}', description: 'x', tags: ['{tag}'] },
    { id: '{bulkSite1}', status: 'retired' },
  ]),
  remove(sites, [{ id: '{bulkSite0}' }, { id: '{site}' }]),
  get(`${sites}{bulkSite0}/?fields=id`),
  make('bulkNet', interfaces, [
    { virtual_machine: '{bulk0}', name: 'net0' },
    { virtual_machine: '{bulk1}', name: 'net0' },
  ]),
  post(interfaces, [
    { virtual_machine: '{bulk0}', name: 'a' },
    { virtual_machine: '{bulk0}', name: 'a' },
  ]),
  post(
    ips,
    [
      { address: '10.7.60.1/24', vrf: '{vrf}' },
      { address: '10.7.60.1/24', vrf: '{vrf}' },
    ],
    { since: 7 },
  ),
  make('bulkIp', ips, [
    {
      address: '10.7.61.1/24',
      vrf: '{vrf}',
      assigned_object_type: 'virtualization.vminterface',
      assigned_object_id: '{bulkNet0}',
    },
    {
      address: '10.7.61.2/24',
      vrf: '{vrf}',
      assigned_object_type: 'virtualization.vminterface',
      assigned_object_id: '{bulkNet1}',
    },
  ]),
  patch(vms, [
    { id: '{bulk0}', primary_ip4: '{bulkIp0}' },
    { id: '{bulk1}', primary_ip4: '{bulkIp1}' },
  ]),
  patch(vms, [{ id: '{bulk0}', primary_ip4: '{bulkIp1}' }]),
  post('dcim/mac-addresses/', [{ mac_address: 'nonsense' }, { mac_address: '{oui}:20' }]),
  post('dcim/devices/', [
    { name: 'bd {run}', device_type: '{deviceType}', role: '{role}', site: '{site}' },
    { name: 'bd {run}', device_type: '{deviceType}', role: '{role}', site: '{site}' },
  ]),
  post('virtualization/virtual-disks/', [
    { virtual_machine: '{bulk0}', name: 'd0', size: 1000 },
    { virtual_machine: '{bulk0}', name: 'd1', size: 'x' },
  ]),
  make('bulkDisk', 'virtualization/virtual-disks/', [
    { virtual_machine: '{bulk0}', name: 'd0', size: 1000 },
    { virtual_machine: '{bulk0}', name: 'd1', size: 2000 },
  ]),
  get(`${vms}{bulk0}/?fields=id,disk`),
  post('extras/tags/', [
    { name: 'Tag {run}', slug: 'tag-{run}' },
    { name: 'bt {run}', slug: 'bt-{run}' },
  ]),
];

/** What may not be deleted, what goes along, what loses its reference. */
export const deletions: Step[] = [
  remove('virtualization/clusters/{cluster}/'),
  remove('virtualization/clusters/', [{ id: '{cluster}' }]),
  remove('dcim/sites/{site}/'),
  remove('dcim/devices/{node}/'),
  remove('dcim/device-types/{deviceType}/'),
  remove('dcim/device-roles/{role}/'),
  remove('dcim/manufacturers/{manufacturer}/'),
  remove('virtualization/cluster-types/{clusterType}/'),
  remove('tenancy/tenants/{tenant}/'),
  remove('extras/custom-field-choice-sets/{choices}/'),
  remove('ipam/vrfs/{vrf}/'),
  remove('virtualization/interfaces/{net0}/'),
  get('ipam/ip-addresses/?vrf_id={vrf}&fields=id,address,assigned_object_type,assigned_object_id&limit=100'),
  get(`${vms}{vm}/?fields=id,primary_ip4,primary_ip6`),
  remove('ipam/ip-addresses/{nodeIp}/'),
  get('dcim/devices/{node}/?fields=id,primary_ip4,oob_ip'),
  remove('ipam/vlans/{siteVlan}/'),
  get('virtualization/interfaces/{net1}/?fields=id,mode,untagged_vlan,tagged_vlans'),
  remove('ipam/vlan-groups/{vlanGroup}/'),
  get('ipam/vlans/?id={vlan}&fields=id,group'),
  remove('dcim/platforms/{platform}/'),
  get(`${vms}{vm2}/?fields=id,platform`),
  remove('extras/tags/{tag}/'),
  get('dcim/sites/{offline}/?fields=id,tags'),
  remove(`${vms}{vm3}/`),
  get('virtualization/interfaces/{foreign}/'),
  get('extras/journal-entries/{entry2}/'),
  remove('virtualization/cluster-groups/{clusterGroup}/'),
  remove('virtualization/clusters/{cluster2}/'),
  remove('dcim/interfaces/{bond}/'),
  get('dcim/interfaces/{eno1}/?fields=id,lag,mac_address'),
  remove('dcim/devices/{standalone}/'),
  remove('extras/custom-fields/{field_text}/'),
  remove('extras/custom-links/{link}/'),
  remove('extras/event-rules/{rule}/'),
  remove('extras/webhooks/{hook}/'),
];
