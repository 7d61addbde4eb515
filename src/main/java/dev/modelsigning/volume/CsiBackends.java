// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@link Backend}s from what volumes say to CSI drivers: by the handle of a PersistentVolume,
 * and by attributes, which the volumes of pods have too. What drivers have in common with NFS and
 * with the older types of volumes is the same backend.
 */
final class CsiBackends {
  static final String EBS = "ebs.csi.aws.com";
  static final String CINDER = "cinder.csi.openstack.org";
  static final String AZURE_DISK = "disk.csi.azure.com";
  static final String AZURE_FILE = "file.csi.azure.com";
  static final String GCE_DISK = "pd.csi.storage.gke.io";
  static final String PORTWORX = "pxd.portworx.com";

  private static final String EFS = "efs.csi.aws.com";
  private static final String GCS_FUSE = "gcsfuse.csi.storage.gke.io";

  /** The name by which the driver mounts every bucket, each as a directory. */
  private static final String ALL_BUCKETS = "_";

  /** What migrated volumes write for the parts of a handle that they do not know. */
  private static final String UNSPECIFIED = "UNSPECIFIED";

  private static final Pattern DISK = Pattern.compile("(.*)/disks/([^/]+)");
  private static final Pattern EFS_HOST =
      Pattern.compile("(?:[a-z0-9-]+\\.)?(fs-[0-9a-z]+)\\.efs\\..+");

  /** Attributes by which drivers for shared storage say what a handle stands for. */
  private static final List<String> CONTAINERS =
      List.of("bucketName", "bucket", "containerName", "shareName");

  /** The other attributes that are read, and so all that decide. */
  private static final List<String> PLACES =
      List.of(
          "share",
          "subdir",
          "server",
          "volume",
          "ip",
          "fsName",
          "source",
          "storageAccount",
          "rootPath",
          "subvolumePath",
          "clusterID");

  private CsiBackends() {}

  /** Whether an attribute of this name may decide. */
  static boolean reads(String attribute) {
    return Stream.concat(CONTAINERS.stream(), PLACES.stream())
        .anyMatch(name -> name.equalsIgnoreCase(attribute));
  }

  /** The backends of a {@code csi} volume: several where it can be reached in several ways. */
  static List<Backend> of(JsonNode source) {
    List<Backend> found = new ArrayList<>();
    String driver = source.path("driver").asText("");
    String handle = source.path("volumeHandle").asText("");
    if (!handle.isEmpty()) {
      found.add(handle(driver, handle));
    }
    var attributes = new Attributes(source.path("volumeAttributes"));
    String directory = attributes.only("share", "/") + "/" + attributes.only("subdir", "");
    if (attributes.has("share")) {
      attributes.all("server").forEach(server -> found.add(nfs(server, directory)));
    }
    if (attributes.has("volume")) {
      attributes.all("ip").forEach(ip -> found.add(nfs(ip, attributes.only("volume", "/"))));
    }
    attributes.all("fsName").forEach(fileSystem -> found.add(cephFs(fileSystem, attributes)));
    attributes.all("source").stream()
        .filter(share -> share.startsWith("//"))
        .forEach(share -> found.add(smb(share)));
    String account = attributes.only("storageAccount", "");
    CONTAINERS.stream()
        .flatMap(name -> attributes.all(name).stream())
        .forEach(name -> found.add(container(driver, account, name)));
    return found;
  }

  /** What a driver calls by this handle. */
  static Backend handle(String driver, String handle) {
    return switch (driver) {
      case EFS -> {
        // FILE_SYSTEM[:[DIRECTORY][:ACCESS_POINT]]
        String[] parts = handle.split(":", 3);
        yield efs(parts[0], parts.length == 2 ? parts[1] : "/");
      }
      // BUCKET[:ANYTHING]
      case GCS_FUSE -> container(driver, "", handle.split(":", 2)[0]);
      case GCE_DISK -> gceDisk(handle);
      case AZURE_DISK -> Backend.whole("csi", driver, handle.toLowerCase(Locale.ROOT));
      default -> Backend.whole("csi", driver, handle);
    };
  }

  /** A bucket or share. Without its account, which a Secret may name, it is in any. */
  static Backend container(String driver, String account, String name) {
    if (driver.equals(GCS_FUSE)) {
      return new Backend(Backend.realm("gcs"), name.equals(ALL_BUCKETS) ? "/" : name);
    }
    return new Backend(Backend.realm("bucket", driver, name), account);
  }

  /** A directory of a server; that of a file system in the cloud is known by the server's name. */
  static Backend nfs(String server, String path) {
    String host = Backend.host(server);
    Matcher efs = EFS_HOST.matcher(host);
    return efs.matches() ? efs(efs.group(1), path) : new Backend(Backend.realm("nfs", host), path);
  }

  private static Backend efs(String fileSystem, String path) {
    return new Backend(Backend.realm("efs", fileSystem), path);
  }

  /** A name alone may be that of a disk in any zone of any project. */
  private static Backend gceDisk(String handle) {
    Matcher disk = DISK.matcher(handle);
    if (!disk.matches()) {
      return Backend.whole("csi", GCE_DISK, handle);
    }
    String place = disk.group(1).contains(UNSPECIFIED) ? "/" : disk.group(1);
    return new Backend(Backend.realm("csi", GCE_DISK, disk.group(2)), place);
  }

  private static Backend smb(String share) {
    String[] parts = share.substring(2).split("/", 2);
    String path = parts.length > 1 ? parts[1] : "/";
    return new Backend(Backend.realm("smb", Backend.host(parts[0])), path);
  }

  /** Not by the driver: it may be installed under several names. */
  private static Backend cephFs(String fileSystem, Attributes attributes) {
    String path = attributes.only("rootPath", attributes.only("subvolumePath", "/"));
    return new Backend(Backend.realm("cephfs", attributes.only("clusterID", ""), fileSystem), path);
  }

  /**
   * Drivers read the names of attributes in any case. Where one is there several times, nobody
   * knows which of them counts.
   */
  private static final class Attributes {
    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Attributes(JsonNode declared) {
      declared
          .properties()
          .forEach(
              attribute ->
                  values
                      .computeIfAbsent(attribute.getKey(), name -> new ArrayList<>())
                      .add(attribute.getValue().asText("")));
    }

    boolean has(String name) {
      return values.containsKey(name);
    }

    List<String> all(String name) {
      return values.getOrDefault(name, List.of());
    }

    /** The only value; otherwise, and where there are several, what stands for any. */
    String only(String name, String any) {
      List<String> all = all(name);
      return all.size() == 1 ? all.getFirst() : any;
    }
  }
}
