// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a property of {@link OmsConfig} means, its unit and bounds; docs/reference shows it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Meaning {
  /** One or two sentences of Markdown. */
  String value();
}
