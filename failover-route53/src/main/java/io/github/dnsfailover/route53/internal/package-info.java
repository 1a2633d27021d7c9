/** How the Route 53 provider speaks, waits and decides. Not part of the API. */
@NullMarked
package io.github.dnsfailover.route53.internal;

import org.jspecify.annotations.NullMarked;
