// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.governance;

import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.SignedAnnotation;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.text.Shortened;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The signed annotations of one signature, and those of them that policies ask for. A status has
 * room for all that is asked for, up to {@value #MOST}, and for {@value #CHARACTERS} characters of
 * the others: whoever signs decides how many there are and how long.
 *
 * @param wantedValues those that policies ask for, by name
 * @param others all others, by name
 */
public record StatedAnnotations(Map<String, String> wantedValues, Map<String, String> others) {
  /** Nothing is stated. */
  public static final StatedAnnotations NONE = new StatedAnnotations(Map.of(), Map.of());

  /** The most annotations of one signature in a status. */
  public static final int MOST = 64;

  /** The most characters of names and values that nobody asked for. */
  public static final int CHARACTERS = 2048;

  private static final int LONGEST_VALUE = 256;
  private static final int CUT_VALUE = 200;

  /** Copies. */
  public StatedAnnotations {
    wantedValues = new TreeMap<>(wantedValues);
    others = new TreeMap<>(others);
  }

  /** The same, after another policy that accepts the signature was asked what it wants. */
  public StatedAnnotations noting(Annotations signed, RequiredAnnotations policy) {
    Map<String, String> wantedNow = new TreeMap<>(wantedValues);
    for (RequiredAnnotation wanted : policy.wanted()) {
      String value = signed.values().get(wanted.name);
      if (value != null && wantedNow.size() < MOST) {
        wantedNow.put(wanted.name, value);
      }
    }
    Map<String, String> rest = new TreeMap<>(signed.values());
    rest.keySet().removeAll(wantedNow.keySet());
    return new StatedAnnotations(wantedNow, rest);
  }

  /** Those that policies ask for, by name. */
  public List<SignedAnnotation> wanted() {
    return wantedValues.entrySet().stream().map(StatedAnnotations::written).toList();
  }

  /** Writes what has room, and how many have none. */
  public void writeTo(JudgedSignature signature) {
    List<SignedAnnotation> listed = new ArrayList<>(wanted());
    int left = others.size();
    int used = 0;
    for (Map.Entry<String, String> other : others.entrySet()) {
      SignedAnnotation one = written(other);
      int size = one.name.length() + (one.value == null ? CUT_VALUE : one.value.length());
      if (used + size <= CHARACTERS && listed.size() < MOST) {
        used += size;
        listed.add(one);
        left--;
      }
    }
    signature.annotations = listed.isEmpty() ? null : listed;
    signature.annotationsLeftOut = left == 0 ? null : left;
  }

  private static SignedAnnotation written(Map.Entry<String, String> stated) {
    var written = new SignedAnnotation();
    written.name = stated.getKey();
    if (stated.getValue().length() > LONGEST_VALUE) {
      written.cutValue = Shortened.to(stated.getValue(), CUT_VALUE);
    } else {
      written.value = stated.getValue();
    }
    return written;
  }
}
