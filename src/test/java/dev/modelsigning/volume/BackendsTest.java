// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendsTest {
  private static PersistentVolume volume(String source) {
    return Serialization.unmarshal(
        """
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pv"},
         "spec": {"capacity": {"storage": "1Gi"}, "mountOptions": ["ro"], %s}}
        """
            .formatted(source.replace('\'', '"')),
        PersistentVolume.class);
  }

  private static Pod pod(String node, String volume, boolean readOnly) {
    return Serialization.unmarshal(
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "elsewhere"},
         "spec": {"nodeName": "%s", "volumes": [{"name": "m", %s}], "containers": [{"name": "c",
           "volumeMounts": [{"name": "m", "mountPath": "/m", "readOnly": %s}]}]}}
        """
            .formatted(node, volume.replace('\'', '"'), readOnly),
        Pod.class);
  }

  private static boolean reaches(List<Backend> from, List<Backend> to) {
    return from.stream()
        .anyMatch(
            one ->
                to.stream()
                    .anyMatch(other -> !Collections.disjoint(one.reachedBy(), other.heldUnder())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'csi': {'driver': 'd', 'volumeHandle': 'h'} | 'csi': {'driver': 'd', 'volumeHandle': 'h',"
            + " 'readOnly': true}",
        "'nfs': {'server': 'Files.example.', 'path': '/m'} | 'nfs': {'server': 'files.example',"
            + " 'path': '/m/llama'}",
        "'nfs': {'server': 's', 'path': '/m/llama'} | 'csi': {'driver': 'd', 'volumeHandle': 'x',"
            + " 'volumeAttributes': {'server': 's', 'share': '/m', 'subdir': 'llama'}}",
        "'hostPath': {'path': '/data'} | 'local': {'path': '/data/models'}",
        "'cephfs': {'monitors': ['a:6789', 'b:6789'], 'path': '/m'} | 'cephfs': {'monitors':"
            + " ['b:6789'], 'path': '/m/x'}",
        "'iscsi': {'targetPortal': '1.2.3.4', 'iqn': 'iqn.x', 'lun': 0} | 'iscsi': {'targetPortal':"
            + " '5.6.7.8', 'iqn': 'iqn.x', 'lun': 0}",
        "'fc': {'targetWWNs': ['a', 'b'], 'lun': 1} | 'fc': {'targetWWNs': ['b'], 'lun': 1}",
        "'fc': {'wwids': ['w']} | 'fc': {'wwids': ['w', 'v']}",
        "'rbd': {'monitors': ['a'], 'pool': 'p', 'image': 'i'} | 'rbd': {'monitors': ['b'], 'pool':"
            + " 'p', 'image': 'i'}",
        "'csi': {'driver': 'efs.csi.aws.com', 'volumeHandle': 'fs-1'} | 'csi': {'driver':"
            + " 'efs.csi.aws.com', 'volumeHandle': 'fs-1:/m'}",
        "'csi': {'driver': 'smb', 'volumeHandle': 'x', 'volumeAttributes': {'source': '//s/m'}} |"
            + " 'csi': {'driver': 'smb', 'volumeHandle': 'y', 'volumeAttributes': {'source':"
            + " '//S/m/llama'}}",
        "'csi': {'driver': 's3', 'volumeHandle': 'x', 'volumeAttributes': {'bucketName': 'b'}} |"
            + " 'csi': {'driver': 's3', 'volumeHandle': 'y', 'volumeAttributes': {'bucketName':"
            + " 'b'}}",
        "'awsElasticBlockStore': {'volumeID': 'v'} | 'awsElasticBlockStore': {'volumeID': 'v',"
            + " 'fsType': 'xfs'}",
        "'csi': {'driver': 'gcsfuse.csi.storage.gke.io', 'volumeHandle': 'b:one'} | 'csi':"
            + " {'driver': 'gcsfuse.csi.storage.gke.io', 'volumeHandle': 'b'}",
        "'csi': {'driver': 'gcsfuse.csi.storage.gke.io', 'volumeHandle': 'b'} | 'csi': {'driver':"
            + " 'gcsfuse.csi.storage.gke.io', 'volumeHandle': '_'}",
        "'csi': {'driver': 'filestore.csi.storage.gke.io', 'volumeHandle': 'x', 'volumeAttributes':"
            + " {'ip': '10.0.0.2', 'volume': 'vol1'}} | 'nfs': {'server': '10.0.0.2', 'path':"
            + " '/vol1/m'}",
        "'csi': {'driver': 'efs.csi.aws.com', 'volumeHandle': 'fs-1'} | 'nfs': {'server':"
            + " 'us-east-1a.fs-1.efs.us-east-1.amazonaws.com', 'path': '/m'}",
        "'csi': {'driver': 'file.csi.azure.com', 'volumeHandle': 'x', 'volumeAttributes':"
            + " {'sharename': 's', 'storageaccount': 'a'}} | 'csi': {'driver':"
            + " 'file.csi.azure.com', 'volumeHandle': 'y', 'volumeAttributes': {'shareName': 's'}}",
        "'csi': {'driver': 'file.csi.azure.com', 'volumeHandle': 'x', 'volumeAttributes':"
            + " {'shareName': 's'}} | 'azureFile': {'secretName': 'k', 'shareName': 's'}",
        "'csi': {'driver': 'ebs.csi.aws.com', 'volumeHandle': 'vol-1'} | 'awsElasticBlockStore':"
            + " {'volumeID': 'aws://us-east-1a/vol-1'}",
        "'csi': {'driver': 'pd.csi.storage.gke.io', 'volumeHandle': 'projects/p/zones/z/disks/d'} |"
            + " 'gcePersistentDisk': {'pdName': 'd'}",
        "'csi': {'driver': 'disk.csi.azure.com', 'volumeHandle': '/subscriptions/S/disks/D'} |"
            + " 'azureDisk': {'diskName': 'd', 'diskURI': '/subscriptions/s/disks/d'}",
        "'csi': {'driver': 'cinder.csi.openstack.org', 'volumeHandle': 'v'} | 'cinder':"
            + " {'volumeID': 'v'}",
        "'csi': {'driver': 'cephfs.csi.ceph.com', 'volumeHandle': 'x', 'volumeAttributes':"
            + " {'clusterID': 'c', 'fsName': 'f', 'subvolumePath': '/volumes/csi/m'}} | 'csi':"
            + " {'driver': 'rook.cephfs.csi.ceph.com', 'volumeHandle': 'y', 'volumeAttributes':"
            + " {'clusterID': 'c', 'fsName': 'f', 'rootPath': '/volumes'}}",
        "'flexVolume': {'driver': 'd', 'options': {'a': 'b'}} | 'flexVolume': {'driver': 'd',"
            + " 'options': {'a': 'b'}, 'readOnly': true}"
      })
  void volumesWithTheSameStorageReachEachOther(String left, String right) {
    assertThat(reaches(Backends.of(volume(left)), Backends.of(volume(right)))).isTrue();
    assertThat(reaches(Backends.of(volume(right)), Backends.of(volume(left)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'csi': {'driver': 'd', 'volumeHandle': 'h'} | 'csi': {'driver': 'd', 'volumeHandle':"
            + " 'h2'}",
        "'csi': {'driver': 'd', 'volumeHandle': 'h'} | 'csi': {'driver': 'e', 'volumeHandle': 'h'}",
        "'nfs': {'server': 's', 'path': '/m'} | 'nfs': {'server': 't', 'path': '/m'}",
        "'nfs': {'server': 's', 'path': '/m'} | 'hostPath': {'path': '/m'}",
        "'iscsi': {'iqn': 'iqn.x', 'lun': 0} | 'iscsi': {'iqn': 'iqn.x', 'lun': 1}",
        "'csi': {'driver': 'blob', 'volumeHandle': 'x', 'volumeAttributes': {'containerName': 'b',"
            + " 'storageAccount': '1'}} | 'csi': {'driver': 'blob', 'volumeHandle': 'y',"
            + " 'volumeAttributes': {'containerName': 'b', 'storageAccount': '2'}}",
        "'csi': {'driver': 'pd.csi.storage.gke.io', 'volumeHandle': 'projects/p/zones/z/disks/d'} |"
            + " 'csi': {'driver': 'pd.csi.storage.gke.io', 'volumeHandle':"
            + " 'projects/p/zones/y/disks/d'}",
        "'csi': {'driver': 'gcsfuse.csi.storage.gke.io', 'volumeHandle': 'b'} | 'csi': {'driver':"
            + " 'gcsfuse.csi.storage.gke.io', 'volumeHandle': 'c'}",
        "'efs': {} | 'csi': {'driver': 'efs.csi.aws.com', 'volumeHandle': 'fs-1:/a'}"
      })
  void othersDoNot(String left, String right) {
    assertThat(reaches(Backends.of(volume(left)), Backends.of(volume(right)))).isFalse();
  }

  @Test
  void inlineVolumeThatAPodCanWriteToReachesTheSameStorage() {
    var model = Backends.of(volume("'nfs': {'server': 's', 'path': '/m'}"));
    String inline = "'nfs': {'server': 's', 'path': '/'}";
    assertThat(reaches(model, Backends.writtenInline(pod("", inline, false)))).isTrue();
    assertThat(Backends.writtenInline(pod("", inline, true))).isEmpty();
  }

  @Test
  void bucketThatAPodNamesItselfIsThatOfAVolumeHandle() {
    var model =
        Backends.of(
            volume("'csi': {'driver': 'gcsfuse.csi.storage.gke.io', 'volumeHandle': 'models'}"));
    String inline =
        "'csi': {'driver': 'gcsfuse.csi.storage.gke.io', 'volumeAttributes': {'bucketName':"
            + " '%s'}}";

    for (String bucket : List.of("models", "_")) {
      var written = Backends.writtenInline(pod("", inline.formatted(bucket), false));
      assertThat(reaches(model, written)).as(bucket).isTrue();
    }
    var other = Backends.writtenInline(pod("", inline.formatted("others"), false));
    assertThat(reaches(model, other)).isFalse();
  }

  @Test
  void attributeThatIsThereSeveralTimesHidesNothing() {
    var model =
        Backends.of(
            volume("'csi': {'driver': 'gcsfuse.csi.storage.gke.io', 'volumeHandle': 'models'}"));
    for (String attributes :
        List.of(
            "'bucketName': 'models', 'BUCKETNAME': 'x', 'bucketname': 'x'",
            "'BUCKETNAME': 'x', 'bucketName': 'models', 'bucketname': 'x'",
            "'BUCKETNAME': 'x', 'bucketname': 'x', 'bucketName': 'models'")) {
      String inline =
          "'csi': {'driver': 'gcsfuse.csi.storage.gke.io', 'volumeAttributes': {%s}}"
              .formatted(attributes);
      assertThat(reaches(model, Backends.writtenInline(pod("", inline, false)))).isTrue();
    }
    var shared = Backends.of(volume("'nfs': {'server': 's', 'path': '/models'}"));
    String inline =
        "'csi': {'driver': 'nfs.csi.k8s.io', 'volumeAttributes': {'server': 's', 'SERVER': 't',"
            + " 'share': '/models', 'Share': '/other'}}";
    assertThat(reaches(shared, Backends.writtenInline(pod("", inline, false)))).isTrue();
  }

  @Test
  void directoryOfANodeIsReachedByPodsOfThatNodeOnly() {
    Backend model = Backends.of(volume("'local': {'path': '/disks/a'}")).getFirst();
    String inline = "'hostPath': {'path': '/disks'}";
    var writer = Backends.writtenInline(pod("node-1", inline, false));

    assertThat(reaches(List.of(Backends.onNode(model, "node-1")), writer)).isTrue();
    assertThat(reaches(List.of(Backends.onNode(model, "node-2")), writer)).isFalse();
    assertThat(Backends.writtenInline(pod("", inline, false))).isEmpty();
    // Reading the node's disk, as monitoring does, writes nothing.
    assertThat(Backends.writtenInline(pod("node-1", inline, true))).isEmpty();
  }

  @Test
  void manyInlineVolumesCountByTheirServersOnly() {
    Pod pod = pod("", "'nfs': {'server': 's', 'path': '/first'}", false);
    String volumes =
        IntStream.range(0, 100)
            .mapToObj("{'name': 'm', 'nfs': {'server': 's', 'path': '/%d'}}"::formatted)
            .collect(Collectors.joining(","));
    pod.getSpec()
        .setVolumes(
            Serialization.unmarshal(
                    "{'apiVersion': 'v1', 'kind': 'Pod', 'spec': {'volumes': [%s]}}"
                        .formatted(volumes)
                        .replace('\'', '"'),
                    Pod.class)
                .getSpec()
                .getVolumes());

    var found = Backends.writtenInline(pod);

    assertThat(found.stream().flatMap(backend -> backend.heldUnder().stream()).distinct())
        .hasSizeLessThan(100);
    assertThat(reaches(Backends.of(volume("'nfs': {'server': 's', 'path': '/99'}")), found))
        .isTrue();
  }
}
