// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.registry.RegistryFailure.Kind;
import dev.modelsigning.registry.RegistryHttp.Answer;
import dev.modelsigning.statement.Statement;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the bundle that is attached to an image: an artifact whose subject is the image and whose
 * type is a Sigstore bundle, as cosign and {@code oms sign --oci} write it. It is found over the
 * referrers API, or by the tag {@code sha256-…} where a registry does not have that API.
 *
 * <p>Anyone who may write to the repository attaches artifacts. So of several that may be meant
 * none is taken, and what is taken is only a claim until the caller has authenticated it.
 */
public final class BundleReferrers {
  /** The most bytes of a bundle. */
  public static final int MAX_BUNDLE = 4 << 20;

  /** The most artifacts of an image that are looked at. */
  static final int MAX_REFERRERS = 256;

  private static final int MAX_PAGES = 8;

  /** How many digests a message lists. */
  private static final int LISTED = 4;

  private static final StrictJson JSON =
      new StrictJson(Repository.MAX_MANIFEST, 200_000, 16, 256 << 10);

  private static final Pattern NEXT = Pattern.compile("<([^>]{1,2048})>\\s*;\\s*rel=\"?next\"?");

  private final Repository repository;

  /** Of the image that the repository was opened for. */
  public BundleReferrers(Repository repository) {
    this.repository = repository;
  }

  /**
   * A bundle that is attached to the image.
   *
   * @param referrer digest of the artifact's manifest
   * @param bundle the blob with the bundle
   */
  public record Attached(String referrer, Descriptor bundle) {}

  /**
   * Finds the one bundle of the image.
   *
   * @param digest of the artifact's manifest, if it is known; otherwise exactly one artifact of the
   *     image may be a model's signature. Bundles that say by an annotation that they are about
   *     something else, such as provenance, do not count.
   * @throws RegistryFailure if there is none, or more than one
   */
  public Attached find(Optional<String> digest) throws RegistryFailure {
    if (digest.isPresent()) {
      return attached(digest.get());
    }
    List<Descriptor> candidates = candidates();
    if (candidates.isEmpty()) {
      throw new RegistryFailure(
          Kind.NOT_FOUND,
          "no signature of a model is attached to "
              + repository.image()
              + "; hint: attach one, as 'oms sign key --oci' does");
    }
    if (candidates.size() > 1) {
      throw new RegistryFailure(
          Kind.AMBIGUOUS,
          "%d artifacts of the image may be the signature: %s%s; hint: name one by its digest"
              .formatted(
                  candidates.size(),
                  candidates.stream()
                      .limit(LISTED)
                      .map(Descriptor::digest)
                      .collect(Collectors.joining(", ")),
                  candidates.size() > LISTED ? ", …" : ""));
    }
    return attached(candidates.getFirst().digest());
  }

  /** The bundle's bytes, which have its digest and are otherwise untrusted. */
  public byte[] read(Attached attached) throws RegistryFailure {
    return repository.blob(attached.bundle(), MAX_BUNDLE);
  }

  private List<Descriptor> candidates() throws RegistryFailure {
    return listed().stream().filter(BundleReferrers::isOfAModelOrUnsaid).distinct().toList();
  }

  private static boolean isOfAModelOrUnsaid(Descriptor bundle) {
    return bundle.predicateType().filter(about -> !isOfAModel(about)).isEmpty();
  }

  private static boolean isOfAModel(String predicateType) {
    return predicateType.equals(Statement.PREDICATE_TYPE)
        || predicateType.equals(Statement.LEGACY_PREDICATE_TYPE);
  }

  /** The bundles among the artifacts of the image. */
  private List<Descriptor> listed() throws RegistryFailure {
    List<Descriptor> all = new ArrayList<>();
    var next = Optional.of(repository.url("referrers/" + repository.image().digest()));
    for (int page = 0; next.isPresent(); page++) {
      if (page == MAX_PAGES) {
        throw tooMany();
      }
      var url = next.get();
      Answer answer = repository.page(url);
      if (answer.code() == RegistryHttp.NOT_FOUND && page == 0) {
        return byTag();
      }
      add(all, Repository.succeeded(answer, "the list of referrers").body());
      Optional<String> link = answer.headers().firstValue("Link").flatMap(BundleReferrers::next);
      next =
          link.isEmpty() ? Optional.empty() : Optional.of(repository.sameOrigin(url, link.get()));
    }
    return all;
  }

  private static Optional<String> next(String link) {
    Matcher found = NEXT.matcher(link);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private List<Descriptor> byTag() throws RegistryFailure {
    List<Descriptor> all = new ArrayList<>();
    Optional<byte[]> index = repository.tagged(tag(repository.image().digest()));
    if (index.isPresent()) {
      add(all, index.get());
    }
    return all;
  }

  /** The tag under which the artifacts of an image are listed where there is no API for it. */
  static String tag(String digest) {
    return digest.replace(':', '-');
  }

  private static void add(List<Descriptor> all, byte[] index) throws RegistryFailure {
    JsonNode manifests = json(index).path("manifests");
    if (all.size() + manifests.size() > MAX_REFERRERS) {
      throw tooMany();
    }
    for (JsonNode manifest : manifests) {
      // Of what is no bundle nothing is read: it may be named by a digest of another kind.
      if (isBundle(manifest.path("artifactType").asText(""))) {
        all.add(Descriptor.of(manifest));
      }
    }
  }

  private static boolean isBundle(String artifact) {
    return BundleReader.MEDIA_TYPES.contains(artifact);
  }

  private static RegistryFailure tooMany() {
    return new RegistryFailure(
        Kind.AMBIGUOUS,
        "more than %d artifacts are attached to the image; hint: name one by its digest"
            .formatted(MAX_REFERRERS));
  }

  private Attached attached(String digest) throws RegistryFailure {
    JsonNode manifest = json(repository.manifest(digest));
    String subject = manifest.path("subject").path("digest").asText("");
    if (!subject.equals(repository.image().digest())) {
      throw new RegistryFailure(
          Kind.INVALID, "the artifact " + digest + " is not attached to this image");
    }
    String artifact =
        manifest.path("artifactType").asText(manifest.path("config").path("mediaType").asText(""));
    JsonNode layers = manifest.path("layers");
    if (!isBundle(artifact) || layers.size() != 1) {
      throw new RegistryFailure(
          Kind.INVALID, "the artifact " + digest + " is not one Sigstore bundle");
    }
    return new Attached(digest, Descriptor.of(layers.get(0)));
  }

  static JsonNode json(byte[] bytes) throws RegistryFailure {
    try {
      return JSON.read(bytes);
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw new RegistryFailure(
          Kind.INVALID, "the registry's answer is not JSON within the limits");
    }
  }
}
