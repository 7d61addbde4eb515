// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.modelsigning.admission.cache.KeptFields;
import dev.modelsigning.admission.room.TurnedAwayException;
import dev.modelsigning.decoding.LenientResources;
import dev.modelsigning.decoding.SmallBodies;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads a review as a stream, in the fields that decisions use. The namespace comes before the pod:
 * where nothing is judged, the pod is passed over and takes no memory.
 */
final class ReviewReader {
  private static final ObjectMapper MAPPER = LenientResources.mapper();
  private static final String POD_KIND = "Pod";
  private static final ObjectReader POD = MAPPER.readerFor(Pod.class);

  private static final SmallBodies SMALL = new SmallBodies();

  /** The members of a request that hold what its author wrote. */
  private static final Set<String> LARGE = Set.of("object", "oldObject", "options");

  private static final KeptFields OBJECT =
      KeptFields.only(
          "apiVersion",
          "kind",
          "spec",
          "target",
          "metadata.name",
          "metadata.generateName",
          "metadata.namespace",
          "metadata.uid",
          "metadata.labels",
          "metadata.annotations",
          "metadata.ownerReferences",
          "metadata.deletionTimestamp");

  private static final KeptFields REQUEST =
      KeptFields.only(
          "uid",
          "operation",
          "namespace",
          "name",
          "subResource",
          "dryRun",
          "kind",
          "userInfo.username");

  private ReviewReader() {}

  /** Called before a pod is read. */
  interface Door {
    /**
     * Makes sure that there is room for it.
     *
     * @param namespace of the pod; empty when the review has not named it yet
     */
    void pass(String namespace) throws TurnedAwayException;
  }

  /**
   * Reads one review; the stream is read to its end.
   *
   * @param concerns whether pods of a namespace are judged
   * @param door before any pod is read
   * @throws IOException also when the body is not JSON
   */
  static Review read(InputStream body, Predicate<String> concerns, Door door)
      throws IOException, TurnedAwayException {
    try (JsonParser parser = MAPPER.getFactory().createParser(body)) {
      Review review = review(parser, concerns, door);
      body.transferTo(OutputStream.nullOutputStream());
      return review;
    }
  }

  /** Reads one small review that is all here. */
  static Review read(byte[] body, Predicate<String> concerns, Door door)
      throws IOException, TurnedAwayException {
    try (JsonParser parser = SMALL.parser(body)) {
      parser.setCodec(MAPPER);
      return review(parser, concerns, door);
    }
  }

  private static Review review(JsonParser parser, Predicate<String> concerns, Door door)
      throws IOException, TurnedAwayException {
    Review read = new Review.Malformed();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return read;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("request") && token == JsonToken.START_OBJECT) {
        read = request(parser, concerns, door);
        if (read instanceof Review.Unconcerned) {
          return read;
        }
      } else {
        parser.skipChildren();
      }
    }
    return parser.hasToken(JsonToken.END_OBJECT) ? read : new Review.Malformed();
  }

  private static Review request(JsonParser parser, Predicate<String> concerns, Door door)
      throws IOException, TurnedAwayException {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    Optional<Pod> pod = Optional.empty();
    Optional<Pod> oldPod = Optional.empty();
    boolean passed = false;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (LARGE.contains(name)) {
        Optional<Review> early = unconcerned(kept, concerns);
        if (early.isPresent()) {
          return early.get();
        }
        if (!passed) {
          door.pass(kept.path("namespace").asText(""));
          passed = true;
        }
      }
      switch (name) {
        case "object" -> pod = object(parser, name, kept);
        case "oldObject" -> oldPod = object(parser, name, kept);
        default -> read(parser, name, kept);
      }
    }
    if (kept.path("uid").asText("").isEmpty()) {
      return new Review.Malformed();
    }
    AdmissionRequest request = MAPPER.treeToValue(kept, AdmissionRequest.class);
    pod.ifPresent(request::setObject);
    oldPod.ifPresent(request::setOldObject);
    return new Review.Concerned(request);
  }

  /**
   * A pod is read without a tree of it. The API server says which kind an object has before it
   * sends the object.
   */
  private static Optional<Pod> object(JsonParser parser, String name, ObjectNode kept)
      throws IOException {
    if (!kept.path("kind").path("kind").asText(POD_KIND).equals(POD_KIND)) {
      kept.set(name, OBJECT.read(parser));
      return Optional.empty();
    }
    try (TokenBuffer object = new TokenBuffer(parser)) {
      OBJECT.copy(parser, object);
      if (isPod(object)) {
        return Optional.of(POD.readValue(object.asParser(MAPPER)));
      }
      kept.set(name, MAPPER.readTree(object.asParser(MAPPER)));
      return Optional.empty();
    }
  }

  private static boolean isPod(TokenBuffer object) throws IOException {
    String kind = "";
    String version = "";
    JsonParser parser = object.asParser();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
      if (text && name.equals("kind")) {
        kind = parser.getText();
      } else if (text && name.equals("apiVersion")) {
        version = parser.getText();
      }
      parser.skipChildren();
    }
    return kind.equals(POD_KIND) && version.equals("v1");
  }

  private static void read(JsonParser parser, String name, ObjectNode kept) throws IOException {
    Optional<KeptFields> field = REQUEST.field(name);
    if (field.isPresent()) {
      kept.set(name, field.get().read(parser));
    } else {
      parser.skipChildren();
    }
  }

  private static Optional<Review> unconcerned(ObjectNode kept, Predicate<String> concerns) {
    JsonNode uid = kept.path("uid");
    JsonNode namespace = kept.path("namespace");
    return uid.isTextual() && namespace.isTextual() && !concerns.test(namespace.asText())
        ? Optional.of(new Review.Unconcerned(uid.asText()))
        : Optional.empty();
  }
}
