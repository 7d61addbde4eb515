/** The configuration of operator and webhook. */
@NullMarked
package dev.modelsigning.config;

import org.jspecify.annotations.NullMarked;
