// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What tells one state of a cache from another. Two states that differ have the same sum once in
 * 2^64 times.
 */
public interface ObjectSums {
  /** Over which objects there are, whatever is in them. */
  long existence();

  /** Over the objects in their versions. */
  long versions();

  /** Of these objects, counted each time. */
  static ObjectSums over(Supplier<Stream<ObjectMeta>> objects) {
    return new ObjectSums() {
      @Override
      public long existence() {
        return objects.get().mapToLong(ObjectSums::existence).sum();
      }

      @Override
      public long versions() {
        return objects.get().mapToLong(ObjectSums::version).sum();
      }
    };
  }

  /** What one object adds to {@link #existence()}. */
  static long existence(ObjectMeta object) {
    return mixed(Objects.requireNonNullElse(object.getUid(), ""));
  }

  /** What one object adds to {@link #versions()}. */
  static long version(ObjectMeta object) {
    return mixed(object.getUid() + " " + object.getResourceVersion());
  }

  /** Spreads the characters over all bits: the sum of many has to tell one from another. */
  private static long mixed(String text) {
    long mixed = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * 0x100000001b3L;
    }
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    return mixed ^ (mixed >>> 33);
  }
}
