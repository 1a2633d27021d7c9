/**
 * Small programs and snippets that show the library at work; the code in the README is taken from here.
 *
 * <p>Start with {@link io.github.dnsfailover.examples.QuickStart}, and watch {@link
 * io.github.dnsfailover.examples.Demo}.
 */
@NullMarked
package io.github.dnsfailover.examples;

import org.jspecify.annotations.NullMarked;
