import { podVolumeTypesRestricted } from '../../../src/controls/pod/pod-volume-types-restricted';
import { container, type Fields, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const withVolumes = (...sources: Fields[]) =>
  podOf(container(), { volumes: sources.map((source, index) => ({ name: `volume-${index}`, ...source })) });
const needs = 'a claim or another managed volume';

testControl(podVolumeTypesRestricted, {
  allows: [
    { name: 'no volumes', spec: podOf(container()) },
    { name: 'no source, which is an emptyDir', spec: withVolumes({}) },
    {
      name: 'the managed types',
      spec: withVolumes(
        { configMap: { name: 'x' } }, { csi: { driver: 'x' } }, { downwardAPI: {} }, { emptyDir: {} },
        { ephemeral: { volumeClaimTemplate: { spec: {} } } }, { image: { reference: 'x' } },
        { persistentVolumeClaim: { claimName: 'x' } }, { projected: { sources: [] } },
        { secret: { secretName: 'x' } },
      ),
    },
    { name: 'hostPath, which another control judges', spec: withVolumes({ hostPath: { path: '/' } }) },
  ],
  denies: [
    { name: 'nfs', spec: withVolumes({ nfs: { server: 'x', path: '/' } }), field: 'spec.volumes[0].nfs', needs },
    {
      name: 'iscsi beside an emptyDir',
      spec: withVolumes({ emptyDir: {} }, { iscsi: { targetPortal: 'x', iqn: 'x', lun: 0 } }),
      field: 'spec.volumes[1].iscsi', needs,
    },
    { name: 'gitRepo', spec: withVolumes({ gitRepo: { repository: 'x' } }), field: 'spec.volumes[0].gitRepo', needs },
  ],
});
