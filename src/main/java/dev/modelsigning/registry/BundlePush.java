// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.registry.RegistryFailure.Kind;
import dev.modelsigning.registry.RegistryHttp.Answer;
import dev.modelsigning.statement.Statement;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Attaches a bundle to an image, in the layout of cosign's bundle specification. Where the registry
 * has no referrers API, the list of the image's artifacts is kept under a tag; whoever changes that
 * list at the same time may undo it, which the OCI specification accepts.
 */
public final class BundlePush {
  private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
  private static final String ANY_BLOB = "application/octet-stream";
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

  private final Repository repository;

  /** To the image that the repository was opened for. */
  public BundlePush(Repository repository) {
    this.repository = repository;
  }

  /**
   * Attaches it.
   *
   * @param created the time that the artifact states
   * @return the digest of the artifact's manifest
   * @throws RegistryFailure if the image does not exist, or the registry does not take it
   */
  public String attach(byte[] bundle, Instant created) throws RegistryFailure {
    byte[] image = repository.manifest(repository.image().digest());
    upload(EMPTY);
    upload(bundle);
    ObjectNode manifest = manifest(bundle, image, created);
    byte[] bytes = StrictJson.write(manifest).getBytes(StandardCharsets.UTF_8);
    String digest = digest(bytes);
    Answer answer = put(digest, Repository.MANIFEST, bytes);
    if (answer.headers().firstValue("OCI-Subject").isEmpty() && !hasReferrersApi()) {
      list(digest, bytes.length, manifest);
    }
    return digest;
  }

  private static String digest(byte[] bytes) {
    return "sha256:" + Digest.sha256(bytes).hex();
  }

  private ObjectNode manifest(byte[] bundle, byte[] image, Instant created) throws RegistryFailure {
    ObjectNode manifest = StrictJson.object();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", Repository.MANIFEST);
    manifest.put("artifactType", Bundle.MEDIA_TYPE);
    manifest.set("config", descriptor(EMPTY_TYPE, EMPTY));
    manifest.putArray("layers").add(descriptor(Bundle.MEDIA_TYPE, bundle));
    String type = BundleReferrers.json(image).path("mediaType").asText(Repository.MANIFEST);
    manifest.set("subject", descriptor(type, image));
    ObjectNode annotations = manifest.putObject("annotations");
    annotations.put("dev.sigstore.bundle.content", "dsse-envelope");
    annotations.put(Descriptor.PREDICATE_TYPE, Statement.PREDICATE_TYPE);
    annotations.put(
        "org.opencontainers.image.created", created.truncatedTo(ChronoUnit.SECONDS).toString());
    return manifest;
  }

  private static ObjectNode descriptor(String mediaType, byte[] content) {
    ObjectNode descriptor = StrictJson.object();
    descriptor.put("mediaType", mediaType);
    descriptor.put("digest", digest(content));
    descriptor.put("size", content.length);
    return descriptor;
  }

  /** In one piece, after the registry has said where. */
  private void upload(byte[] blob) throws RegistryFailure {
    URI begin = repository.url("blobs/uploads/");
    Answer begun =
        repository.authorized(
            begin, auth -> repository.request(begin, auth).POST(BodyPublishers.noBody()).build());
    Optional<String> location = begun.headers().firstValue("Location");
    if (begun.code() != RegistryHttp.ACCEPTED || location.isEmpty()) {
      throw Repository.refused(begun, "an upload");
    }
    URI place = repository.sameOrigin(begin, location.get());
    URI target =
        URI.create(place + (place.getRawQuery() == null ? "?" : "&") + "digest=" + digest(blob));
    Answer done =
        repository.authorized(
            target, auth -> put(repository.request(target, auth), ANY_BLOB, blob));
    if (done.code() != RegistryHttp.CREATED) {
      throw Repository.refused(done, "the upload of a blob");
    }
  }

  private static HttpRequest put(HttpRequest.Builder request, String type, byte[] body) {
    return request.header("Content-Type", type).PUT(BodyPublishers.ofByteArray(body)).build();
  }

  private Answer put(String reference, String type, byte[] manifest) throws RegistryFailure {
    URI url = repository.url("manifests/" + reference);
    Answer answer =
        repository.authorized(url, auth -> put(repository.request(url, auth), type, manifest));
    if (answer.code() != RegistryHttp.CREATED && answer.code() != RegistryHttp.OK) {
      throw Repository.refused(answer, "the manifest of the signature");
    }
    return answer;
  }

  private boolean hasReferrersApi() throws RegistryFailure {
    return repository.page(repository.url("referrers/" + repository.image().digest())).code()
        == RegistryHttp.OK;
  }

  private void list(String digest, int size, ObjectNode manifest) throws RegistryFailure {
    String tag = BundleReferrers.tag(repository.image().digest());
    Optional<byte[]> before = repository.tagged(tag);
    ObjectNode index = StrictJson.object();
    index.put("schemaVersion", 2);
    index.put("mediaType", Repository.INDEX);
    ArrayNode manifests = index.putArray("manifests");
    if (before.isPresent()) {
      for (JsonNode other : BundleReferrers.json(before.get()).path("manifests")) {
        if (!digest.equals(other.path("digest").asText())) {
          manifests.add(other);
        }
      }
    }
    if (manifests.size() >= BundleReferrers.MAX_REFERRERS) {
      throw new RegistryFailure(
          Kind.INVALID,
          "the image has %d artifacts, the most that are read".formatted(manifests.size()));
    }
    ObjectNode entry = StrictJson.object();
    entry.put("mediaType", Repository.MANIFEST);
    entry.put("digest", digest);
    entry.put("size", size);
    entry.set("artifactType", manifest.path("artifactType"));
    entry.set("annotations", manifest.path("annotations"));
    manifests.add(entry);
    put(tag, Repository.INDEX, StrictJson.write(index).getBytes(StandardCharsets.UTF_8));
  }
}
