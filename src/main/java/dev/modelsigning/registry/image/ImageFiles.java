// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.registry.Descriptor;
import dev.modelsigning.registry.ImageParts;
import dev.modelsigning.text.Printable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** The files of an image in a registry, as a container or an image volume would show them. */
public final class ImageFiles {
  /** Left free on the file system. */
  private static final long SPARE = 256L << 20;

  private static final int BUFFER = 1 << 16;

  private static final Set<String> PLAIN =
      Set.of(
          "application/vnd.oci.image.layer.v1.tar", "application/vnd.docker.image.rootfs.diff.tar");
  private static final Set<String> GZIP =
      Set.of(
          "application/vnd.oci.image.layer.v1.tar+gzip",
          "application/vnd.docker.image.rootfs.diff.tar.gzip");

  private ImageFiles() {}

  /**
   * Writes a directory of the image into a folder. What was written is what its digest stands for
   * only when this method returns.
   *
   * @param platform {@code os/architecture}, where the digest stands for several images
   * @param directory of the image, absolute
   * @param into an empty folder
   * @throws IOException if the image cannot be read or holds what is not written here; then the
   *     folder has a part of it
   */
  public static void write(ImageParts image, Optional<String> platform, String directory, Path into)
      throws IOException {
    JsonNode manifest = manifest(image, platform);
    List<Descriptor> layers = layers(manifest);
    long room = Math.max(0, Files.getFileStore(into).getUsableSpace() - SPARE);
    LayerFiles files = new LayerFiles(into, TarReader.path(directory), room);
    for (Descriptor layer : layers) {
      try (InputStream blob = image.open(layer);
          InputStream content = content(blob, layer)) {
        files.apply(content);
        // What follows the compressed archive belongs to the digest too.
        blob.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  private static InputStream content(InputStream blob, Descriptor layer) throws IOException {
    return GZIP.contains(layer.mediaType())
        ? new GZIPInputStream(blob, BUFFER)
        : new BufferedInputStream(blob, BUFFER);
  }

  private static JsonNode manifest(ImageParts image, Optional<String> platform) throws IOException {
    JsonNode named = image.manifest(image.digest());
    if (!named.has("manifests")) {
      return named;
    }
    List<String> digests = new ArrayList<>();
    List<String> platforms = new ArrayList<>();
    for (JsonNode each : named.path("manifests")) {
      JsonNode its = each.path("platform");
      String text = its.path("os").asText("") + "/" + its.path("architecture").asText("");
      if (platform.map(text::equals).orElse(!text.equals("unknown/unknown"))) {
        digests.add(each.path("digest").asText(""));
        platforms.add(text);
      }
    }
    if (digests.size() != 1) {
      throw new ImageContentException(
          digests.isEmpty()
              ? "the digest stands for no image of this platform"
              : "the digest stands for several images ("
                  + String.join(", ", platforms)
                  + "), which may hold other files each");
    }
    return image.manifest(digests.getFirst());
  }

  private static List<Descriptor> layers(JsonNode manifest) throws IOException {
    List<Descriptor> layers = new ArrayList<>();
    for (JsonNode layer : manifest.path("layers")) {
      Descriptor described = ImageParts.descriptor(layer);
      if (!PLAIN.contains(described.mediaType()) && !GZIP.contains(described.mediaType())) {
        throw new ImageContentException(
            "it has a layer of type "
                + Printable.shortened(described.mediaType())
                + "; only images with layers in tar, plain or with gzip, are read");
      }
      layers.add(described);
    }
    if (layers.isEmpty()) {
      throw new ImageContentException("it is not an image: its manifest has no layers");
    }
    return layers;
  }
}
