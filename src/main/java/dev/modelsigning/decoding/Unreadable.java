// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.decoding;

import dev.modelsigning.text.Printable;
import dev.modelsigning.text.Shortened;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The mark on a resource of which a part could not be read. It lies in an annotation of the object
 * in memory and is never written: this project writes statuses only. Whoever sets the annotation in
 * the API makes the own object Unknown, and nothing else.
 */
public final class Unreadable {
  private static final String ANNOTATION = "modelsigning.dev/unreadable";
  private static final int MAX_CHARACTERS = 400;

  private Unreadable() {}

  /** Which fields of the object could not be read, for people; empty when all of them were. */
  public static Optional<String> fields(HasMetadata object) {
    Map<String, String> annotations =
        object.getMetadata() == null ? null : object.getMetadata().getAnnotations();
    return annotations == null
        ? Optional.empty()
        : Optional.ofNullable(annotations.get(ANNOTATION));
  }

  /** Whether every field of the object was read. */
  public static boolean isReadable(HasMetadata object) {
    return fields(object).isEmpty();
  }

  static void mark(HasMetadata object, List<String> fields) {
    Map<String, String> annotations = new HashMap<>();
    if (object.getMetadata().getAnnotations() != null) {
      annotations.putAll(object.getMetadata().getAnnotations());
    }
    String text = Shortened.to(Printable.of(String.join(", ", fields)), MAX_CHARACTERS);
    annotations.put(ANNOTATION, text);
    object.getMetadata().setAnnotations(annotations);
  }
}
