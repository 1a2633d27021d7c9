/**
 * A shop on Spring Boot, with an engine inside it. Start with {@link
 * io.github.dnsfailover.examples.boot.ShopApplication}; docs/embedding.md shows what is to be copied.
 */
@NullMarked
package io.github.dnsfailover.examples.boot;

import org.jspecify.annotations.NullMarked;
