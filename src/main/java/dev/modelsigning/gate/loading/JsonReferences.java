// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What JSON in options and variables names, by its members and by the form of its texts. It is read
 * without its structure, so that what a parser would refuse is read as well.
 */
final class JsonReferences {
  /** Members that say what is loaded: "model", "tensorizer_uri", "text_model_id". */
  private static final Pattern MEMBER =
      Pattern.compile(
          "(?:[a-z_]+_)?(?:model|path|uri|url|dir|model_id|repo_id|tokenizer|tower|adapter)");

  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"(\\s*:)?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  private JsonReferences() {}

  /** Whether a member of this name says what is loaded. */
  static boolean isMember(String name) {
    return MEMBER.matcher(name).matches();
  }

  /**
   * The texts that may be references: those of members that say what is loaded, and those with a
   * slash, unless the member is a name under which something is served.
   *
   * @param all whether each text is one, whatever its member
   */
  static List<String> in(String json, boolean all) {
    List<String> references = new ArrayList<>();
    String member = "";
    Matcher text = TEXT.matcher(unescaped(json));
    while (text.find()) {
      String value = text.group(1);
      if (text.group(2) != null) {
        member = value;
      } else if (all || isMember(member) || (value.indexOf('/') >= 0 && !member.endsWith("name"))) {
        references.add(value);
      }
    }
    return references;
  }

  /** Characters of JSON may be written as escapes, in names of members too. */
  private static String unescaped(String json) {
    return ESCAPE
        .matcher(json)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? escape.group(2)
                        : Character.toString(Integer.parseInt(escape.group(1), 16))));
  }
}
