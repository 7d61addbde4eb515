// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.registry.RegistryFailure.Kind;
import dev.modelsigning.registry.RegistryHttp.Answer;
import dev.modelsigning.registry.RegistryHttp.Head;
import dev.modelsigning.registry.RegistryHttp.Streamed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.Set;

/**
 * One repository of a registry. Everything that is named by a digest is compared with it. For one
 * thread, and for a short time: see {@link Registries}.
 */
public final class Repository {
  /** The most bytes of a manifest or an index: what the distribution specification asks for. */
  static final int MAX_MANIFEST = 4 << 20;

  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private static final String ANY_MANIFEST =
      String.join(
          ", ",
          MANIFEST,
          INDEX,
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");

  private static final String ANY = "application/octet-stream, */*";
  private static final int MAX_REDIRECTS = 3;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final ImageName image;
  private final URI origin;
  private final RegistryHttp http;
  private final AllowedRegistries allowed;
  private final Optional<Credentials> credentials;
  private final String actions;
  private Optional<String> authorization = Optional.empty();

  Repository(
      ImageName image,
      URI origin,
      RegistryHttp http,
      AllowedRegistries allowed,
      Optional<Credentials> credentials,
      String actions) {
    this.image = image;
    this.origin = origin;
    this.http = http;
    this.allowed = allowed;
    this.credentials = credentials;
    this.actions = actions;
  }

  ImageName image() {
    return image;
  }

  /** A URL below the repository. */
  URI url(String path) {
    return origin.resolve("/v2/" + image.repository() + "/" + path);
  }

  /** A URL that an answer names, on the same registry. */
  URI sameOrigin(URI from, String text) throws RegistryFailure {
    URI next = Origins.next(from, text, allowed);
    if (!Origins.same(origin, next)) {
      throw new RegistryFailure(
          Kind.NOT_ALLOWED, image.registry() + " names an address of another host");
    }
    return next;
  }

  /**
   * A manifest or an index by its digest.
   *
   * @throws RegistryFailure if there is none within the limits that has this digest
   */
  byte[] manifest(String digest) throws RegistryFailure {
    Answer answer = get(url("manifests/" + digest), ANY_MANIFEST, MAX_MANIFEST);
    return verified(succeeded(answer, "the manifest " + digest).body(), digest);
  }

  /** What a tag names; empty if there is no such tag. */
  Optional<byte[]> tagged(String tag) throws RegistryFailure {
    Answer answer = get(url("manifests/" + tag), ANY_MANIFEST, MAX_MANIFEST);
    return answer.code() == RegistryHttp.NOT_FOUND
        ? Optional.empty()
        : Optional.of(succeeded(answer, "the tag " + tag).body());
  }

  /**
   * A blob, as a whole.
   *
   * @throws RegistryFailure if it is larger than the limit, or not what is described
   */
  byte[] blob(Descriptor described, int maxBytes) throws RegistryFailure {
    if (described.size() > maxBytes) {
      throw new RegistryFailure(
          Kind.INVALID,
          "the blob %s has %d bytes; the most are %d"
              .formatted(described.digest(), described.size(), maxBytes));
    }
    Answer answer = get(url("blobs/" + described.digest()), ANY, Math.toIntExact(described.size()));
    return verified(succeeded(answer, "the blob " + described.digest()).body(), described.digest());
  }

  static Answer succeeded(Answer answer, String what) throws RegistryFailure {
    return switch (answer.code()) {
      case RegistryHttp.OK -> answer;
      case RegistryHttp.NOT_FOUND ->
          throw new RegistryFailure(Kind.NOT_FOUND, "the registry does not have " + what);
      default -> throw refused(answer, what);
    };
  }

  /** Whatever is neither success nor absence. */
  static RegistryFailure refused(Head answer, String what) {
    int status = answer.code();
    Kind kind =
        status == RegistryHttp.UNAUTHORIZED || status == RegistryHttp.FORBIDDEN
            ? Kind.DENIED
            : comesBack(status) ? Kind.BUSY : Kind.INVALID;
    return new RegistryFailure(
        kind, "the registry answers with HTTP status %d for %s".formatted(status, what));
  }

  /** Whether a status says that the same may succeed later. */
  static boolean comesBack(int status) {
    return status == 429 || status >= 500;
  }

  private static byte[] verified(byte[] bytes, String digest) throws RegistryFailure {
    if (!digest.equals("sha256:" + Digest.sha256(bytes).hex())) {
      throw new RegistryFailure(Kind.INVALID, "what the registry sends is not " + digest);
    }
    return bytes;
  }

  /**
   * A blob as a stream; who reads it to its end knows that it has the digest, since anything else
   * ends with an {@link IOException}.
   *
   * @throws RegistryFailure if the registry does not give it
   */
  InputStream open(Descriptor described) throws RegistryFailure {
    Streamed answer = get(url("blobs/" + described.digest()), ANY, http::stream);
    if (answer.code() != RegistryHttp.OK) {
      throw refused(answer, "the blob " + described.digest());
    }
    return new DescribedStream(answer.body(), described);
  }

  /** Gets, over redirects, with the credentials if the registry asks for them. */
  Answer get(URI url, String accept, int maxBytes) throws RegistryFailure {
    return get(url, accept, request -> http.exchange(request, maxBytes));
  }

  private <T extends Head> T get(URI url, String accept, Call<T> call) throws RegistryFailure {
    URI at = url;
    for (int redirects = 0; ; redirects++) {
      URI from = at;
      T answer = authorized(from, auth -> http.get(from, auth, accept), call);
      if (!REDIRECTS.contains(answer.code())) {
        return answer;
      }
      Optional<String> location = answer.headers().firstValue("Location");
      if (redirects == MAX_REDIRECTS || location.isEmpty()) {
        throw new RegistryFailure(
            Kind.INVALID, image.registry() + " redirects without an end, or to nowhere");
      }
      at = Origins.next(from, location.get(), allowed);
    }
  }

  /** Makes a request for an Authorization header. */
  @FunctionalInterface
  interface Authorized {
    HttpRequest request(Optional<String> authorization);
  }

  /** Sends a request. */
  @FunctionalInterface
  private interface Call<T> {
    T exchange(HttpRequest request) throws RegistryFailure;
  }

  /** One exchange, and a second one if the registry asks for credentials. */
  Answer authorized(URI url, Authorized made) throws RegistryFailure {
    return authorized(url, made, request -> http.exchange(request, MAX_MANIFEST));
  }

  private <T extends Head> T authorized(URI url, Authorized made, Call<T> call)
      throws RegistryFailure {
    if (!Origins.same(origin, url)) {
      return call.exchange(made.request(Optional.empty()));
    }
    T answer = call.exchange(made.request(authorization));
    if (answer.code() != RegistryHttp.UNAUTHORIZED) {
      return answer;
    }
    // Also when something was shown already: tokens end after minutes, and layers take longer.
    Optional<String> wanted = answered(answer);
    if (wanted.isEmpty() || wanted.equals(authorization)) {
      return answer;
    }
    authorization = wanted;
    return call.exchange(made.request(authorization));
  }

  private Optional<String> answered(Head answer) throws RegistryFailure {
    Optional<Challenge> challenge = Challenge.of(answer.headers());
    if (challenge.isEmpty()) {
      return Optional.empty();
    }
    return switch (challenge.get()) {
      case Challenge.Basic _ -> credentials.map(Credentials::basic);
      case Challenge.Bearer bearer ->
          Optional.of(
              new TokenService(http, allowed)
                  .token(origin, bearer, image.repository(), actions, credentials));
    };
  }

  HttpRequest.Builder request(URI url, Optional<String> auth) {
    return http.request(url, auth);
  }

  /** A page of JSON, by its address. */
  Answer page(URI url) throws RegistryFailure {
    return get(url, INDEX, MAX_MANIFEST);
  }
}
