// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;

/** The parts of an image: each is what its digest says, and otherwise untrusted. */
public final class ImageParts {
  private final Repository repository;

  /** Of the image that the repository was opened for. */
  public ImageParts(Repository repository) {
    this.repository = repository;
  }

  /** The digest that names the image, or the images of several platforms. */
  public String digest() {
    return repository.image().digest();
  }

  /**
   * A manifest or an index, of at most 4 MiB.
   *
   * @throws RegistryFailure if there is none of this digest
   */
  public JsonNode manifest(String digest) throws RegistryFailure {
    if (!ImageName.isDigest(digest)) {
      throw new RegistryFailure(
          RegistryFailure.Kind.INVALID, "the registry names a part without a digest of SHA-256");
    }
    return BundleReferrers.json(repository.manifest(digest));
  }

  /**
   * A layer as a stream. Reading it to its end proves the digest; anything else ends with an {@link
   * java.io.IOException}.
   *
   * @throws RegistryFailure if the registry does not give it
   */
  public InputStream open(Descriptor described) throws RegistryFailure {
    return repository.open(described);
  }

  /** Reads a descriptor of a manifest. */
  public static Descriptor descriptor(JsonNode json) throws RegistryFailure {
    return Descriptor.of(json);
  }
}
