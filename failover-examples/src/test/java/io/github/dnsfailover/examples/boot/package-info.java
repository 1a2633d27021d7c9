/** Tests of the shop on Spring Boot, over a name server and web sites on loopback. */
@NullMarked
package io.github.dnsfailover.examples.boot;

import org.jspecify.annotations.NullMarked;
