/**
 * The lab: two sites, a third place and a client in network namespaces of one machine, with real servers, and the
 * script that breaks them one by one. {@link io.github.dnsfailover.examples.lab.Lab} begins it; docs/lab.md tells what
 * it is.
 */
@NullMarked
package io.github.dnsfailover.examples.lab;

import org.jspecify.annotations.NullMarked;
