/**
 * The provider for zones at Amazon Route 53.
 *
 * <p>Start with {@link io.github.dnsfailover.route53.Route53Provider}; {@link
 * io.github.dnsfailover.route53.Route53Alias} makes endpoints that are load balancers or distributions at AWS.
 */
@NullMarked
package io.github.dnsfailover.route53;

import org.jspecify.annotations.NullMarked;
