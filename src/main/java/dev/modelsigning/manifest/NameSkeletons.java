// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import dev.modelsigning.text.Printable;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names reduced to what people see of them. Two names with one skeleton look alike; this is for
 * explanations only, nothing is decided by it.
 */
final class NameSkeletons {
  /** Letters of other alphabets, and signs, each followed by what it looks like. */
  private static final String PAIRS =
      // Cyrillic
      "\u0430a\u0435e\u043eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0458j\u0455s\u04bbh\u0501d\u051bq\u051dw"
          + "\u0432b\u043ah\u043ck\u043dh\u0442t\u0433r\u043fn"
          // Greek
          + "\u03b1a\u03bfo\u03c1p\u03c5u\u03bdv\u03b9i\u03bak\u03c7x\u03b5e\u03c4t\u03b7n\u03b3y"
          // Latin letters without a dot, and digits
          + "\u0131i\u0237j0o1l|l\u017fs"
          // Dashes, quotation marks and the slashes that are letters
          + "\u2010-\u2011-\u2012-\u2013-\u2014-\u2015-\u2212-\u2018'\u2019'\u02bc'\u201c\"\u201d\"\u2044/\u2215/\u29f8/";

  /** What archives and downloads take UTF-8 for. Not every Java platform has all of them. */
  private static final List<Charset> MISTAKEN =
      Stream.of("windows-1252", "ISO-8859-1", "IBM437", "IBM850", "Shift_JIS", "GBK")
          .filter(Charset::isSupported)
          .map(Charset::forName)
          .toList();

  private static final Map<Integer, Integer> ALIKE =
      IntStream.range(0, PAIRS.length() / 2)
          .boxed()
          .collect(
              Collectors.toUnmodifiableMap(
                  i -> (int) PAIRS.charAt(2 * i), i -> (int) PAIRS.charAt(2 * i + 1)));

  private NameSkeletons() {}

  /** The skeletons of a name: of the name itself, and of what it would be in another encoding. */
  static Set<String> keysOf(String name) {
    Set<String> keys = appearances(name);
    String kept = kept(name);
    if (!kept.equals(name)) {
      keys.add(skeleton(kept));
    }
    if (isPlain(name)) {
      return keys;
    }
    keys.add(skeleton(percentDecoded(name)));
    keys.add(skeleton(percentDecoded(name.replace('+', ' '))));
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    for (Charset mistaken : MISTAKEN) {
      keys.add(skeleton(new String(utf8, mistaken)));
    }
    return keys;
  }

  /** How many characters are looked at for {@link #keysOf}. */
  static int cost(String name) {
    return isPlain(name) ? 3 * name.length() : (MISTAKEN.size() + 5) * name.length();
  }

  private static boolean isPlain(String name) {
    return name.chars().allMatch(c -> c > ' ' && c <= '~' && c != '%' && c != '+');
  }

  /** In what two names with one skeleton differ; the first that explains all of it. */
  static NameDifference difference(String one, String other) {
    if (nfc(one).equals(nfc(other))) {
      return NameDifference.NORMALIZATION;
    }
    if (lower(nfc(one)).equals(lower(nfc(other)))) {
      return NameDifference.CASE;
    }
    if (visible(nfc(one)).equals(visible(nfc(other)))) {
      return NameDifference.BLANKS;
    }
    if (nfc(one).replace('\\', '/').equals(nfc(other).replace('\\', '/'))) {
      return NameDifference.SEPARATOR;
    }
    if (kept(one).equals(kept(other))) {
      return NameDifference.STORAGE;
    }
    return Collections.disjoint(appearances(one), appearances(other))
        ? NameDifference.ENCODING
        : NameDifference.LOOK_ALIKE;
  }

  /**
   * What is kept of a name where Windows decides: some signs become an underscore, or a character
   * of the private range that shares show in their place; dots and blanks at the end of a part go.
   */
  private static String kept(String name) {
    StringBuilder kept = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/') {
        trimEnd(kept);
      }
      kept.append("<>:\"|?*\\".indexOf(c) >= 0 || (c >= 0xF001 && c <= 0xF07F) ? '_' : c);
    }
    trimEnd(kept);
    return kept.toString();
  }

  private static void trimEnd(StringBuilder name) {
    int end = name.length();
    while (end > 1 && ". ".indexOf(name.charAt(end - 1)) >= 0) {
      end--;
    }
    name.setLength(end);
  }

  /** A capital I looks like an l, and is an i in lower case: a name may be taken for either. */
  private static Set<String> appearances(String name) {
    return new LinkedHashSet<>(List.of(skeleton(name), skeleton(lower(name))));
  }

  private static String skeleton(String name) {
    String decomposed = Normalizer.normalize(name, Form.NFKD);
    StringBuilder skeleton = new StringBuilder(decomposed.length());
    visible(decomposed)
        .codePoints()
        .forEach(c -> skeleton.appendCodePoint(alike(c == 'I' ? 'l' : Character.toLowerCase(c))));
    return skeleton.toString();
  }

  private static int alike(int c) {
    if (c == '\\') {
      return '/';
    }
    return ALIKE.getOrDefault(c, c);
  }

  /** Without blanks, controls and format characters, none of which show at the end of a name. */
  private static String visible(String name) {
    StringBuilder visible = new StringBuilder(name.length());
    name.codePoints()
        .filter(
            c ->
                !Character.isWhitespace(c)
                    && !Character.isSpaceChar(c)
                    && !Character.isISOControl(c)
                    && !Printable.isInvisible(c))
        .forEach(visible::appendCodePoint);
    return visible.toString();
  }

  private static String nfc(String name) {
    return Normalizer.normalize(name, Form.NFC);
  }

  private static String lower(String name) {
    StringBuilder lower = new StringBuilder(name.length());
    name.codePoints()
        .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
        .forEach(lower::appendCodePoint);
    return lower.toString();
  }

  private static String percentDecoded(String name) {
    if (name.indexOf('%') < 0) {
      return name;
    }
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name; // a percent sign of its own
    }
  }
}
